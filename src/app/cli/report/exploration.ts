// An exhaustive search's outcome, for people and for machines.
import { againLines } from './again-lines.ts';
import type { Command } from '../../../contract/command.ts';
import type { Vocabulary } from '../../../contract/vocabulary.ts';
import { printCommands } from '../../../contract/notation/trace.ts';
import type { ExplorationProgress } from '../../../engines/exploration/exploration.ts';
import type { DiskProgress } from '../../../engines/exploration/disk-exploration.ts';
import type { DiskUse, ExplorationResult, Foretold, Homeward } from '../../../engines/exploration/result.ts';
import type { ExplorationPlan } from '../../../engines/exploration/plan.ts';
import { amountOf } from '../../../model/bounded/bound.ts';
import type { SpaceBound } from '../../../model/bounded/bound.ts';
import type { Specification } from '../../../model/specification.ts';
import { reportForm } from '../../report/report-form.ts';
import { counterexampleJson } from '../../report/counterexample-json.ts';
import { paintedFailureLines, headline } from './failure.ts';
import type { DrawnGraph } from '../../../engines/exploration/state-graph.ts';
import { counted, grouped, plainTable, styled, tableLines } from '../terminal.ts';

/** Facts that only the command line knows. */
export interface Aftermath {
  readonly specification: Specification;
  readonly system: string;
  readonly file: string | undefined;
  readonly replay: string | undefined;
  /** The checkpoint that an unfinished search left. */
  readonly checkpoint: string | undefined;
  /** The folder that a search on disk has its files in. */
  readonly folder: string | undefined;
  /** The drawing that was asked for. */
  readonly graph: DrawnGraph | undefined;
}

export function progressText(progress: ExplorationProgress): string {
  const { states, statesPerSecond, frontier, depth, elapsedMs } = progress;
  const seconds = (elapsedMs / 1000).toFixed(0);
  return `${counted(states, 'state')}, ${grouped(statesPerSecond)} a second, ${grouped(frontier)} waiting, depth ${depth}, ${seconds} s`;
}

/** With what it will come to, once its layers tell that. */
export function diskProgressText(progress: DiskProgress): string {
  const { depth, phase, done, of, storedBytes, freeBytes, foretold } = progress;
  const parts = [progressText(progress), `layer ${depth}: ${grouped(done)} of ${grouped(of)} ${phase}`];
  const free = freeBytes === undefined ? '' : `, ${gigabytes(freeBytes)} free`;
  parts.push(`disk ${gigabytes(storedBytes)}${free}`);
  if (foretold !== undefined) parts.push(`in all ${foretoldText(foretold)}`);
  return parts.join('; ');
}

function foretoldText({ states, bytes, seconds }: Foretold): string {
  const time = seconds < 600 ? `${seconds.toFixed(0)} s` : `${(seconds / 3600).toFixed(1)} h`;
  return `about ${counted(Number(states.toPrecision(2)), 'state')}, ${gigabytes(bytes)} of disk, ${time} left`;
}

function gigabytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** The report for people. */
export function explorationLines(
  result: ExplorationResult,
  plan: ExplorationPlan,
  after: Aftermath,
): readonly string[] {
  const { vocabulary } = after.specification;
  const lines = [
    `${after.system} and the model, ${boundText(result, plan)}`,
    plan.bound.commands.join(' '),
    '',
    ...countLines(result, plan),
  ];
  if (result.failure !== undefined) lines.push('', ...failureText(result, after));
  else
    lines.push(
      '',
      ...witnessLines(result, plan.symmetry, vocabulary),
      '',
      ...deciderLines(result),
      '',
      ...closingLines(result, plan, after),
    );
  if (result.checkpointTrouble !== undefined)
    lines.push(styled('yellow', `${result.checkpointTrouble}; the search went on without it`));
  const { graph } = after;
  if (graph !== undefined)
    lines.push(`graph:  ${graph.file} (${counted(graph.states, 'state')}, ${counted(graph.edges, 'edge')})`);
  return lines;
}

/** The report for machines, with stable names (docs/json.md). */
export function explorationJson(
  result: ExplorationResult,
  plan: ExplorationPlan,
  after: Aftermath,
): Readonly<Record<string, unknown>> {
  const { counts, failure, homeward } = result;
  const { vocabulary } = after.specification;
  return {
    ...reportForm('explore'),
    verdict: result.verdict,
    reason: result.reason ?? null,
    system: after.system,
    commandSet: result.specification.commandSet,
    profile: result.specification.profile ?? null,
    ids: plan.bound.ids,
    handles: 0,
    threads: 0,
    ...plan.bound.amounts,
    commands: plan.bound.commands,
    symmetry: plan.symmetry,
    match: plan.match,
    states: counts.states,
    transitions: counts.transitions,
    refusals: counts.refusals,
    selfLoops: counts.selfLoops,
    depth: counts.depth,
    statesByDepth: counts.statesByDepth,
    orbits: plan.symmetry ? counts.states : null,
    orbitSum: counts.orbitSum,
    modelStates: result.modelStates,
    aside: result.aside,
    expanded: counts.expanded,
    frontier: counts.frontier,
    witnesses: Object.fromEntries(
      [...result.witnesses].map(([name, path]) => [
        name,
        path === undefined ? null : printCommands(path, vocabulary),
      ]),
    ),
    acceptedByCommand: result.accepted,
    refusalsByCommand: result.deciders,
    reachability: {
      ...homeward,
      ...(homeward.verdict === 'fail' && { path: printCommands(homeward.path, vocabulary) }),
    },
    notShown: result.notShown,
    keyBits: result.keyBits,
    bytes: counts.bytes,
    bytesPerState: Math.round(result.bytesPerState * 10) / 10,
    elapsedMs: Math.round(result.elapsedMs),
    statesPerSecond: perSecond(result),
    resumedWith: result.resumedWith ?? null,
    checkpoint: after.checkpoint ?? null,
    checkpointTrouble: result.checkpointTrouble ?? null,
    disk: result.disk === undefined ? null : diskJson(result, result.disk, after),
    graph: after.graph ?? null,
    counterexample:
      failure === undefined
        ? null
        : {
            length: failure.commands.length,
            shortest: failure.isShortest,
            ...counterexampleJson(failure, after.specification, after),
          },
  };
}

function diskJson(
  result: ExplorationResult,
  { peakBytes, writtenBytes, seconds, foretold }: DiskUse,
  { folder }: Aftermath,
): Readonly<Record<string, unknown>> {
  return {
    folder: folder ?? null,
    unfinished: isUnfinished(result),
    peakBytes,
    writtenBytes,
    seconds: Math.round(seconds * 10) / 10,
    foretold: foretold === undefined ? null : { ...foretold, seconds: Math.round(foretold.seconds) },
  };
}

function boundText(
  { specification }: ExplorationResult,
  { bound, symmetry, match }: ExplorationPlan,
): string {
  const { ids } = bound;
  const amounts = amountsText(specification, bound).map((amount) => `, ${amount}`);
  const how = symmetry ? 'up to renaming of all ids but init’s' : 'every id by its own name';
  const by = match === 'representation' ? '; states of the system told apart by their bytes too' : '';
  return `ids 1 … ${ids}${amounts.join('')}, ${how}${by}`;
}

/** The amounts of a bound: `up to 2 handles on each group and session`. */
export function amountsText({ space }: Specification, bound: SpaceBound): readonly string[] {
  return Object.entries(space.options).flatMap(([option, { noun, each }]) => {
    const amount = amountOf(bound, option);
    return amount === 0 ? [] : [`up to ${counted(amount, noun)} ${each}`];
  });
}

function countLines(result: ExplorationResult, plan: ExplorationPlan): readonly string[] {
  const { counts } = result;
  const rows: (readonly [string, string])[] = [
    [plan.symmetry ? 'orbits' : 'distinct states', grouped(counts.states)],
    ...(plan.symmetry ? [['sum of orbit sizes', grouped(counts.orbitSum)] as const] : []),
    ...(plan.match === 'representation' ? [['of the model', grouped(result.modelStates)] as const] : []),
    ['transitions', grouped(counts.transitions)],
    ['refused commands run', grouped(counts.refusals)],
    ['self-loops', grouped(counts.selfLoops)],
    ...(result.aside > 0 ? [['run to other new ids', grouped(result.aside)] as const] : []),
    ['depth', grouped(counts.depth)],
    ['states by depth', counts.statesByDepth.map(grouped).join(' ')],
    diskRow(result) ?? [
      'memory',
      `${(counts.bytes / 1e6).toFixed(1)} MB; ${result.bytesPerState.toFixed(1)} bytes a state in the table (key: ${result.keyBits} bits)`,
    ],
    ['time', `${(result.elapsedMs / 1000).toFixed(1)} s, ${counted(perSecond(result), 'state')} a second`],
    ...(result.resumedWith === undefined
      ? []
      : [
          [
            'gone on from',
            `${result.disk === undefined ? 'a checkpoint' : 'a folder'} with ${counted(result.resumedWith, 'state')}`,
          ] as const,
        ]),
    ...(result.disk?.foretold === undefined
      ? []
      : [['foretold', foretoldText(result.disk.foretold)] as const]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}

function diskRow({ disk, bytesPerState, keyBits }: ExplorationResult): readonly [string, string] | undefined {
  if (disk === undefined) return undefined;
  const { peakBytes, writtenBytes } = disk;
  return [
    'disk',
    `${gigabytes(peakBytes)} at most, ${bytesPerState.toFixed(1)} bytes a state (key: ${keyBits} bits); ${gigabytes(writtenBytes)} written`,
  ];
}

function witnessLines(
  { witnesses }: ExplorationResult,
  symmetry: boolean,
  vocabulary: Vocabulary,
): readonly string[] {
  const nowhere = symmetry ? 'not within this bound, ids up to renaming' : 'not within this bound';
  const names = [...witnesses.keys()];
  const width = Math.max(...names.map((name) => name.length), 0);
  const reached = [...witnesses.values()].filter((path) => path !== undefined).length;
  return [
    `${reached} of ${counted(names.length, 'witness', 'witnesses')} reached, by a shortest path each:`,
    ...[...witnesses].map(
      ([name, path]) =>
        `  ${name.padEnd(width)}  ${path === undefined ? styled('yellow', nowhere) : pathText(path, vocabulary)}`,
    ),
  ];
}

function pathText(path: readonly Command[], vocabulary: Vocabulary): string {
  return printCommands(path, vocabulary).join('; ');
}

function deciderLines({ deciders }: ExplorationResult): readonly string[] {
  const table = plainTable([
    { name: 'command', alignment: 'left' },
    { name: 'refusal', alignment: 'left' },
    { name: 'applied', alignment: 'right' },
    { name: 'alone', alignment: 'right' },
  ]);
  for (const { command, refusal, applied, alone } of deciders) {
    table.addRow({
      command,
      refusal,
      applied: grouped(applied),
      alone: alone === 0 ? 'never' : grouped(alone),
    });
  }
  return tableLines(table);
}

function closingLines(result: ExplorationResult, plan: ExplorationPlan, after: Aftermath): readonly string[] {
  const { vocabulary } = after.specification;
  const lines = [
    homewardLine(result.homeward, vocabulary),
    ...missedLines(result),
    ...provedLines(result, plan),
    '',
  ];
  if (result.notShown.length > 0) {
    lines.unshift(
      styled('yellow', `NOT checked, the system does not show what they need: ${result.notShown.join(' ')}`),
    );
  }
  if (result.verdict === 'pass') {
    lines.push(
      `${styled('green', 'PASS')}  ${after.system} and the model agree on every command from every state of this bound`,
    );
  } else if (result.verdict === 'fail') {
    lines.push(`${styled('red', 'FAIL')}  ${result.reason ?? ''}`);
  } else lines.push(`${styled('yellow', 'INCONCLUSIVE')}  ${result.reason ?? ''}`);
  if (after.folder !== undefined && isUnfinished(result))
    lines.push(`disk: ${after.folder}; the same command goes on at the last layer that was finished`);
  if (after.checkpoint !== undefined)
    lines.push(`checkpoint: ${after.checkpoint}; the same command goes on from there`);
  return lines;
}

/** The things that a pass did not come to, so that it is no claim about it. */
function missedLines({ verdict, witnesses, deciders }: ExplorationResult): readonly string[] {
  if (verdict !== 'pass') return [];
  const unseen = [...witnesses].filter(([, path]) => path === undefined).map(([name]) => name);
  const never = deciders
    .filter(({ applied }) => applied === 0)
    .map(({ command, refusal }) => `${command} refused for ${refusal}`);
  const missed = [...unseen, ...never];
  return missed.length === 0 ? [] : [styled('yellow', `not reached within this bound: ${missed.join(', ')}`)];
}

function homewardLine(homeward: Homeward, vocabulary: Vocabulary): string {
  switch (homeward.verdict) {
    case 'pass':
      return `from every state init alone can be reached again, up to its own marks and exit code`;
    case 'fail':
      return `from ${counted(homeward.stranded, 'state')} there is no way back; the nearest: ${pathText(homeward.path, vocabulary)}`;
    case 'not asked':
    case 'inconclusive':
      return `whether every state leads back to init alone: ${homeward.verdict}, ${homeward.reason}`;
  }
}

/** The meaning of a pass of this kind, and its limits. */
function provedLines(
  { verdict }: ExplorationResult,
  { symmetry, match }: ExplorationPlan,
): readonly string[] {
  if (verdict !== 'pass') return [];
  return [
    match === 'observation'
      ? 'one state of the system was visited for each of the model: what it hides (list orders, free lists) was not varied'
      : 'every representation that can be reached was visited, dead words apart',
    ...(symmetry ? ['symmetry covers the system only as far as it treats ids alike'] : []),
  ];
}

function failureText(result: ExplorationResult, after: Aftermath): readonly string[] {
  const { failure, specification } = result;
  if (failure === undefined) return [];
  return [
    `${styled('red', 'FAIL')}  ${headline(failure)}`,
    '',
    ...paintedFailureLines(failure, specification),
    '',
    failure.isShortest
      ? `no shorter counterexample exists within the bound: ${counted(failure.commands.length, 'command')}`
      : 'interrupted before it was known whether there is a shorter counterexample',
    ...againLines(after),
  ];
}

/** Whether there is more to search, in the folder of a search on disk. */
function isUnfinished({ counts, failure }: ExplorationResult): boolean {
  return counts.frontier > 0 && failure === undefined;
}

function perSecond({ counts, elapsedMs, resumedWith = 0 }: ExplorationResult): number {
  return elapsedMs === 0 ? 0 : Math.round((1000 * (counts.states - resumedWith)) / elapsedMs);
}
