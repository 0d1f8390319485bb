// The gate: runs checks one after the other and combines their verdicts. Knows no check, no command line and no file.
import { limited } from '../../contract/run-control.ts';
import type { Verdict } from '../../contract/verdict.ts';
import type { Check, CheckOutcome, Counterexample, Subject } from './check.ts';
import type { Need } from './needs.ts';
import { excused, inconclusive, outcomeOf } from './check.ts';
import { clausesIn } from './clauses.ts';
import type { CheckEvidence } from './check-evidence.ts';
import type { Shard } from './surroundings.ts';
import type { GateProfile, Settings } from './settings.ts';

/** A check with the subject that it is asked of. */
export interface Task {
  readonly check: Check;
  readonly subject: Subject;
  /** The command set of the subject; `null` where the check is about the harness. */
  readonly commandSet: string | null;
  readonly extent: CheckReport['extent'];
  /** The reason that it is not run, in a sentence; it is a row all the same. */
  readonly leftOut?: string;
}

/** The result of one check, as data. */
export interface CheckReport {
  /** {@link Check.name}, and `random` of the POSIX commands is `random/posix`. */
  readonly name: string;
  readonly commandSet: string | null;
  /** {@link Check.line} */
  readonly line: string;
  readonly question: string;
  /** Commands given to systems at most. */
  readonly budget: number;
  readonly verdict: Verdict;
  /** Inconclusive with nothing gone wrong: it does not apply, and counts for nothing. */
  readonly leftOut: boolean;
  /** It applies, and is left out since another check came to no end first. */
  readonly unjudged?: true;
  readonly sentence: string;
  /** The whole of it, where it is no pass. */
  readonly report: string | null;
  readonly counterexample: CounterexampleReport | null;
  readonly evidence: CheckEvidence;
  readonly elapsedMs: number;
  /**
   * The part of the check that this tells of: `whole`, or what fell to a shard where several divide the work: its `share`,
   * or nothing, where another shard does all of it (`elsewhere`).
   */
  readonly extent: 'whole' | 'share' | 'elsewhere';
}

/** A counterexample as text. */
export interface CounterexampleReport {
  readonly commands: number;
  /** The whole trace, as a trace file has it. */
  readonly trace: string | null;
  /** The file that it is stored in. */
  readonly file: string | null;
  /** The command line that replays that file. */
  readonly replay: string | null;
  /** All that was found out, in the JSON form of a counterexample (schema/counterexample-2.schema.json). */
  readonly record?: object;
}

/** The words of a report about the run as such. */
export interface GateRun {
  /** The version of procession. */
  readonly procession: string;
  /** A digest of its code, and of what it brings along. */
  readonly code: string;
  /**
   * Everything else that decides what is asked and with what result, by the name that a sentence has for it; of files a
   * digest of their content. The same in all shards of a run.
   */
  readonly configuration: Readonly<Record<string, string>>;
  readonly system: string;
  readonly profile: GateProfile;
  /** The seed of fresh commands. */
  readonly seed: number;
  readonly base: string | null;
  /** The checks or lines that were asked for alone; absent where all were. */
  readonly only?: readonly string[];
  /** The threshold of speed that was asked for; absent where it is the usual one. */
  readonly threshold?: number;
  /** The shares of the work that this is the result of; one of one for a whole run. */
  readonly shards: readonly Shard[];
  /** The moment when it began, as ISO 8601. */
  readonly began: string;
}

/** The result of the gate, as data: what `--json` prints and what is merged. */
export interface GateReport extends GateRun {
  readonly format: 'procession-gate';
  readonly version: 1;
  readonly elapsedMs: number;
  readonly verdict: Verdict;
  /** The reason that it is no pass; `null` for a pass. */
  readonly reason: string | null;
  readonly checks: readonly CheckReport[];
  /** The names of checks that an interruption left no time for. */
  readonly notRun: readonly string[];
}

/** Told while the gate runs. */
export interface GateWatcher {
  readonly now: () => number;
  /** Whether the gate is to end with what it has. */
  readonly stopped: () => boolean;
  /** Called before and after each check. */
  readonly began?: (task: Task, index: number) => void;
  readonly ended?: (report: CheckReport, index: number) => void;
}

/** The name of a task in a report. */
export function taskName({ check, commandSet }: Pick<Task, 'check' | 'commandSet'>): string {
  return commandSet === null ? check.name : `${check.name}/${commandSet}`;
}

/**
 * Runs the tasks in their order, but for those that `known` has reports of; ends early where it is asked to, with the
 * reports so far. A check that is interrupted has no report.
 */
export async function runTasks(
  tasks: readonly Task[],
  available: ReadonlySet<Need>,
  watcher: GateWatcher,
  known: ReadonlyMap<string, CheckReport> = new Map(),
): Promise<readonly CheckReport[]> {
  const reports: CheckReport[] = [];
  for (const [index, task] of tasks.entries()) {
    if (watcher.stopped()) break;
    const name = taskName(task);
    const before = known.get(name);
    watcher.began?.(task, index);
    const start = watcher.now();
    const report = before ?? reportOf(task, await outcomeFor(task, available), watcher.now() - start);
    // A verdict that an interruption may have made is none.
    if (watcher.stopped() && report.verdict === 'inconclusive') break;
    reports.push(report);
    watcher.ended?.(report, index);
  }
  return reports;
}

async function outcomeFor(
  { check, subject, extent, leftOut }: Task,
  available: ReadonlySet<Need>,
): Promise<CheckOutcome> {
  if (leftOut !== undefined) return excused(leftOut);
  if (extent === 'elsewhere') return excused('another shard does it');
  const { timeoutMs } = subject.settings;
  const { control } = subject.surroundings;
  // One limit for the whole check, whatever it is made of.
  const withLimit = limited(control, timeoutMs);
  const outcome = await outcomeOf(check, subject.under(withLimit), available);
  const isOver = withLimit.stopped() && !control.stopped();
  if (!isOver || outcome.verdict !== 'inconclusive' || outcome.excused) return outcome;
  const { evidence } = outcome;
  return {
    ...inconclusive(
      `it ran for ${timeoutMs / 1000} seconds, the limit of a check, and was stopped: ${outcome.sentence}`,
    ),
    ...(evidence && { evidence }),
  };
}

function reportOf(
  { check, subject, commandSet, extent, leftOut }: Task,
  outcome: CheckOutcome,
  elapsedMs: number,
): CheckReport {
  const { settings } = subject;
  return {
    name: taskName({ check, commandSet }),
    commandSet,
    line: check.line ?? check.name,
    question: check.claim(settings),
    budget: leftOut === undefined ? check.cost(settings) : 0,
    ...endingOf(outcome),
    counterexample:
      outcome.verdict === 'fail' && outcome.counterexample !== undefined
        ? counterexampleReport(outcome.counterexample, settings)
        : null,
    evidence: withClauses(taskName({ check, commandSet }), outcome.evidence ?? {}),
    elapsedMs: Math.round(elapsedMs),
    extent,
  };
}

/** The words of an outcome as a report has them. */
export function endingOf(
  outcome: CheckOutcome,
): Pick<CheckReport, 'verdict' | 'leftOut' | 'unjudged' | 'sentence' | 'report'> {
  return {
    verdict: outcome.verdict,
    leftOut: outcome.verdict === 'inconclusive' && outcome.excused,
    ...(outcome.verdict === 'inconclusive' && outcome.unjudged === true && { unjudged: true }),
    sentence: outcome.sentence,
    report: outcome.verdict === 'pass' ? null : outcome.report,
  };
}

function withClauses(name: string, evidence: CheckEvidence): CheckEvidence {
  const clauses = clausesIn(name, evidence);
  return clauses.length === 0 ? evidence : { ...evidence, clauses };
}

function counterexampleReport(
  { commands, trace, file, replay: own, record }: Counterexample,
  { replayed }: Settings,
): CounterexampleReport {
  const replay = own ?? (file === undefined ? undefined : replayed?.(file));
  return {
    commands: commands.length,
    trace: trace ?? null,
    file: file ?? null,
    replay: replay ?? null,
    ...(record !== undefined && { record }),
  };
}

/**
 * The verdict of all, and the reason that it is no pass: any failure fails, and where nothing was judged nothing passed.
 * `missing`: checks that an interruption left no time for.
 */
export function combined(
  reports: readonly CheckReport[],
  missing = 0,
): { readonly verdict: Verdict; readonly reason: string | null } {
  const named = (verdict: Verdict) =>
    reports.filter((report) => report.verdict === verdict && !report.leftOut).map(({ name }) => name);
  const failed = named('fail');
  if (failed.length > 0) return { verdict: 'fail', reason: `failed: ${failed.join(', ')}` };
  if (missing > 0)
    return {
      verdict: 'inconclusive',
      reason: `interrupted: ${missing} of ${reports.length + missing} checks were not run`,
    };
  const open = named('inconclusive');
  if (open.length > 0) return { verdict: 'inconclusive', reason: `inconclusive: ${open.join(', ')}` };
  return named('pass').length > 0
    ? { verdict: 'pass', reason: null }
    : { verdict: 'inconclusive', reason: 'no check applied' };
}

/** The names of the tasks that an interruption left no time for. */
export function notRunOf(tasks: readonly Task[], reports: readonly CheckReport[]): readonly string[] {
  return tasks
    .slice(reports.length)
    .filter(({ extent }) => extent !== 'elsewhere')
    .map(taskName);
}

/** The report of a run with these checks. */
export function reportOfGate(
  run: GateRun,
  checks: readonly CheckReport[],
  notRun: readonly string[] = [],
): GateReport {
  return {
    format: 'procession-gate',
    version: 1,
    ...run,
    elapsedMs: checks.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0),
    ...combined(checks, notRun.length),
    checks,
    notRun,
  };
}
