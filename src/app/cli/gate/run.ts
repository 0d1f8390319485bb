// A run of the gate on the command line: what it is to do, its lines as it goes on, and its verdict. Loaded by the command
// that asks for it, since no other needs the checks.
import { existsSync } from 'node:fs';
import { COMMAND_SET_NAMES, specificationOf } from '../../../command-sets.ts';
import { didYouMean } from '../../../contract/did-you-mean.ts';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import { closeSystem } from '../../../lockstep/exceptions.ts';
import type { Check } from '../../gate/check.ts';
import type { Need } from '../../gate/needs.ts';
import { CHECKS } from '../../gate/checks.ts';
import { checksAsked, missingNeeds, tasksOf } from '../../gate/tasks.ts';
import type { NamedSystem } from '../../gate/tasks.ts';
import { notRunOf, reportOfGate, runTasks, taskName } from '../../gate/gate.ts';
import type { CheckReport, GateReport, GateRun, Task } from '../../gate/gate.ts';
import { gateSettingsOf, RANDOM_IDS_MAX, USUAL_PROFILE } from '../../gate/settings.ts';
import type { SearchAgain, Settings } from '../../gate/settings.ts';
import { versionNamed } from '../../gate/performance/base-checkout.ts';
import { runFacts } from '../../gate/run-facts.ts';
import { shardText } from '../../gate/report/shard-text.ts';
import type { Shard, Surroundings } from '../../gate/surroundings.ts';
import { ALONE } from '../../gate/surroundings.ts';
import { exitCodeOf, Misuse } from '../exit-codes.ts';
import { checksIn, refuseUnknownChecks } from '../files/check-module.ts';
import { decidingFacts, systemContent } from '../files/gate-identity.ts';
import type { DecidingFlags } from '../files/gate-identity.ts';
import { forgetUnfinished, keepUnfinished, refuseAnother, unfinishedGate } from '../files/unfinished-gate.ts';
import type { GateIdentity } from '../files/unfinished-gate.ts';
import { refuseMissingFolder } from '../files/output.ts';
import { refuseMissingOutputs, writeGateOutputs } from '../files/gate-outputs.ts';
import type { GateOutputFlags } from '../files/gate-outputs.ts';
import { Interrupt } from '../interrupt.ts';
import { configAgain } from '../options/configured.ts';
import { seedFromEnvironment } from '../options/environment.ts';
import { openSystem } from '../options/system.ts';
import type { SystemFlags } from '../options/system.ts';
import { availableNeeds } from '../machine.ts';
import { DEFAULT_SYSTEM } from '../options/system-kinds.ts';
import { replayLine, systemAgain } from '../options/values.ts';
import { printJson, printLines, printProblem } from '../print.ts';
import { CORPUS_FOLDER, refuseNoCorpus } from '../report/corpus.ts';
import { checkListJson, checkListLines, gateHeader, GateLines, gateSummary } from '../report/gate.ts';
import { GithubStep } from '../report/github-runner.ts';
import { ProgressLine } from '../terminal.ts';
import { PACKAGE_VERSION } from '../version.ts';

/** A backstop: the work is bounded by its amount, and a check that takes so long hangs. In milliseconds. */
const CHECK_LIMIT_MS = 3_600_000;

/** Everything that the command can be told. */
export interface GateFlags extends DecidingFlags, GateOutputFlags {
  readonly seed?: number;
  readonly save: string | false;
  readonly list?: true;
  readonly resume?: true;
  readonly shard?: Shard;
}

/** Runs the gate, or lists its checks; gives the exit code. */
export async function gate(flags: GateFlags): Promise<number> {
  refuseMissingFolder('--save', flags.save);
  refuseMissingOutputs(flags);
  const corpus = corpusOf(flags);
  if (corpus !== undefined) refuseNoCorpus(corpus);
  await refuseUnknownBase(flags.base);
  const unfinished = flags.resume ? unfinishedGate() : undefined;
  const seed = flags.seed ?? seedFromEnvironment(unfinished?.seed);

  using interrupt = new Interrupt();
  const progress = new ProgressLine();
  let current = '';
  const plan = await planOf(
    flags,
    seed,
    interrupt.control((phrase: string) => progress.show(`${current}: ${phrase}`)),
  );
  if (flags.list) return list(plan, flags);
  const print = flags.json === true ? () => undefined : printLines;
  const available = await needsMet(flags, plan.tasks);
  const facts = await decidingFacts(flags, available);
  const run: GateRun = { ...plan.about, ...facts, began: unfinished?.began ?? new Date().toISOString() };
  const identity = identityOf(flags, run);
  if (unfinished !== undefined) refuseAnother(unfinished, identity, seed);
  const step = new GithubStep(flags.json === true);
  print([gateHeader(run)]);
  if (flags.sut === DEFAULT_SYSTEM && !isOurCheckout()) print([OWN_TABLES]);

  const missing = missingNeeds(flags.require ?? [], available, plan.settings, plan.surroundings);
  const tasks = [...missing, ...plan.tasks];
  const lines = new GateLines(tasks.map(({ check }) => check.line ?? check.name));
  const done: CheckReport[] = [];
  const known = new Map(unfinished?.checks.map((report) => [report.name, report]));
  const began = (task: Task): void => {
    current = taskName(task);
    progress.show(`${current} …`);
  };
  const ended = (report: CheckReport, index: number): void => {
    progress.clear();
    print(lines.after(report, index));
    done.push(report);
    keepUnfinished({ identity, seed, began: run.began, checks: done });
  };
  const watcher = { ...plan.surroundings.control, began, ended };
  const reports = await runTasks(tasks, available, watcher, known);
  progress.clear();
  print(lines.rest());

  const notRun = notRunOf(tasks, reports);
  if (notRun.length === 0) forgetUnfinished();
  const report = reportOfGate(run, reports, notRun);
  print(gateSummary(report, notRun.length === 0 ? undefined : resumeLine(flags)));
  await writeOrSay(report, flags);
  step.tell(report);
  return exitCodeOf(report.verdict);
}

/** The folder of traces asked for, else the usual one where it is there. */
function corpusOf({ corpus }: GateFlags): string | undefined {
  if (corpus === false) return undefined;
  return corpus ?? (existsSync(CORPUS_FOLDER) ? CORPUS_FOLDER : undefined);
}

/** Refuses, before anything is run, a version that git does not know; without git the check is left out later. */
async function refuseUnknownBase(base: string | undefined): Promise<void> {
  if (base === undefined) return;
  const version = await versionNamed(base);
  if ('sentence' in version && !version.elsewhere) throw new Misuse(version.sentence);
}

/** Said where a user may have meant a system of his own. */
const OWN_TABLES =
  "these are procession's own tables: --sut, or the configuration in procession.gate.json, names a system of yours";

/** Whether the current folder is a checkout of procession, whose own tables are meant. */
function isOurCheckout(): boolean {
  return existsSync('src/impl/table-base.ts') && existsSync('src/model/specification.ts');
}

/** A failure that was found counts for more than a file that could not be written after it. */
async function writeOrSay(report: GateReport, flags: GateFlags): Promise<void> {
  try {
    await writeGateOutputs(report, flags, flags.sut);
  } catch (error) {
    if (!(error instanceof Misuse) || report.verdict !== 'fail') throw error;
    printProblem(error.message);
  }
}

/** Everything that is to be done, and what a report says of it. */
interface GatePlan {
  readonly tasks: readonly Task[];
  readonly settings: Settings;
  readonly surroundings: Surroundings;
  readonly about: Omit<GateRun, 'began' | 'code' | 'configuration'>;
}

async function planOf(flags: GateFlags, seed: number, control: Surroundings['control']): Promise<GatePlan> {
  const systems = await systemsOf(flags);
  const { profile, base, only, threshold, require, leaveOut, shard = ALONE.shard } = flags;
  const surroundings = {
    control,
    profile,
    shard,
    ...(base !== undefined && { base }),
    ...(threshold !== undefined && { threshold }),
    ...(require !== undefined && { required: new Set(require) }),
  };
  const settings = settingsFor(flags, seed);
  const checks = await chosenChecks(flags, settings, surroundings);
  const system = [...new Set(systems.map(({ name }) => name))].join(', ');
  return {
    tasks: tasksOf(checks, systems, settings, surroundings, leaveOut),
    settings,
    surroundings,
    about: {
      procession: PACKAGE_VERSION,
      system,
      profile,
      seed,
      base: base ?? null,
      ...(only !== undefined && { only }),
      ...(threshold !== undefined && { threshold }),
      shards: [shard],
    },
  };
}

function list({ tasks }: GatePlan, { json }: GateFlags): number {
  if (json === undefined) printLines(checkListLines(tasks));
  else printJson(checkListJson(tasks));
  return exitCodeOf('pass');
}

/** The system asked for; of our own, which answers any command set, one of each unless one is asked for. */
async function systemsOf(flags: GateFlags): Promise<readonly NamedSystem[]> {
  const isOwn = flags.sut === DEFAULT_SYSTEM;
  const sets = isOwn && flags.set === undefined ? COMMAND_SET_NAMES : [flags.set];
  const named: NamedSystem[] = [];
  for (const set of sets) {
    const make = async () => await openSystem(flags.sut, { ...systemFlags(flags), set }, '--choices');
    const system = await make();
    const { commandSet } = specificationOf(system);
    await closeSystem(system);
    named.push({ name: system.name, commandSet, isOwn, make });
  }
  return named;
}

/** The checks of the profile and those of modules, or those of them that were named; with those that are left out. */
async function chosenChecks(
  { only, profile, checks = [], leaveOut = [] }: GateFlags,
  settings: Settings,
  surroundings: Surroundings,
): Promise<readonly Check[]> {
  const nameOf = ({ name }: Check): string => name;
  const all = [...CHECKS, ...(await checksIn(checks, CHECKS.map(nameOf)))];
  refuseUnknownChecks(all, leaveOut);
  const asked = checksAsked(all, settings, surroundings);
  const run = asked.filter(({ name }) => !leaveOut.includes(name));
  const names = [...new Set(run.flatMap(({ name, line = name }) => [name, line]))];
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new Misuse(
      `there is no check "${unknown}" in the ${profile} profile${didYouMean(unknown, names) || `: expected ${names.join(', ')}`}`,
    );
  return asked.filter(
    ({ name, line = name }) => only?.some((each) => each === name || each === line) ?? true,
  );
}

function settingsFor(flags: GateFlags, seed: number): Settings {
  const corpus = corpusOf(flags);
  const settings = gateSettingsOf(flags.profile, {
    ...(flags.runs !== undefined && { numRuns: flags.runs }),
    ...(flags.commandsMax !== undefined && { commandsMax: flags.commandsMax }),
    ...(flags.ids !== undefined && { ids: flags.ids }),
    seed,
    timeoutMs: flags.timeLimitCheck ?? CHECK_LIMIT_MS,
    save: flags.save,
    ...(corpus !== undefined && { corpus }),
  });
  return {
    ...settings,
    ...(flags.seeds !== undefined && { seeds: flags.seeds }),
    // The flags are about the system that was asked for, and not about one that a check names.
    again: (how, sut) => checkLine(how, sut === undefined ? flags : { sut }),
    replayed: (file, sut) => replayLine(file, sut === undefined ? systemFlags(flags) : { sut }),
  };
}

/** The line that repeats the random search of a gate. */
function checkLine(
  { seed, path, commandsMax, numRuns }: SearchAgain,
  flags: Pick<GateFlags, 'sut' | 'set'>,
): string {
  const set = flags.set === undefined ? '' : ` --set ${flags.set}`;
  const which = path === undefined ? `--runs ${numRuns}` : `--path ${path}`;
  return `${COMMAND_LINE} check${systemAgain(systemFlags(flags))}${set} --seed ${seed} ${which} --commands-max ${commandsMax} --ids ${RANDOM_IDS_MAX}`;
}

/** The flags about the system, as other commands have them: there `--profile` says whose choices are right. */
function systemFlags({ choices, ...flags }: Partial<GateFlags> & Pick<GateFlags, 'sut'>) {
  const { sut, set, known, env, timeLimitStart, timeLimitStep, memoryLimitSystem } = flags;
  const given = { set, known, env, profile: choices, timeLimitStart, timeLimitStep, memoryLimitSystem };
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { sut, ...(said as SystemFlags) };
}

function resumeLine(flags: GateFlags): string {
  const { base, set, profile, only, shard } = flags;
  const options = [
    ...(set === undefined ? [] : [`--set ${set}`]),
    ...(profile === USUAL_PROFILE ? [] : [`--profile ${profile}`]),
    ...(base === undefined ? [] : [`--base ${base}`]),
    ...(only === undefined ? [] : [`--only ${only.join(' ')}`]),
    ...(shard === undefined ? [] : [`--shard ${shardText(shard)}`]),
  ];
  return [
    `${COMMAND_LINE} gate${systemAgain(systemFlags(flags))}`,
    ...configAgain(flags),
    ...options,
    '--resume',
  ].join(' ');
}

/** The whole identity of a gate that may be gone on with: the seed apart. */
function identityOf({ sut, shard }: GateFlags, run: GateRun): GateIdentity {
  return {
    ...runFacts(run),
    system: sut,
    'content of the system': systemContent(sut),
    shard: shardText(shard ?? ALONE.shard),
  };
}

async function needsMet(
  { base, require = [] }: GateFlags,
  tasks: readonly Task[],
): Promise<ReadonlySet<Need>> {
  const there = await availableNeeds([...require, ...tasks.flatMap(({ check }) => check.needs)]);
  return base === undefined ? there : new Set<Need>([...there, 'base']);
}
