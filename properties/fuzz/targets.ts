// The kinds of input, each a function from a dice to one of its inputs.
import { gzipSync } from 'node:zlib';
import { Dice } from '../../src/engines/generate/prng.ts';
import { SPOILT } from './hostile-system.ts';
import type { Input, Plan } from './input.ts';
import { base64, HERE } from './input.ts';
import { jsonText, mutatedBytes, mutatedJson, mutatedText, pick } from './mutate.ts';
import type { Stock } from './stock.ts';
import { GOES_ON } from './stock.ts';

type Made = Omit<Input, 'origin'>;
type Target = (dice: Dice, stock: Stock) => Made;

const FORMATS = ['terminal', 'json', 'itf', 'mermaid', 'vitest', 'rust', 'html', 'c'] as const;
const SYSTEMS = ['table', 'model', 'mutant:forget-to-orphan', 'mutant:orphan-to-a-dying-subreaper'] as const;

/** A command that reads a trace or a counterexample. */
function reads(dice: Dice, file: string): readonly string[] {
  const sut = dice.chance(60) ? ['--sut', pick(dice, SYSTEMS)] : [];
  const json = dice.chance(30) ? ['--json'] : [];
  switch (dice.below(6)) {
    case 0:
      return ['show', file, ...sut, '--format', pick(dice, FORMATS), '--output', 'out'];
    case 1:
      return ['show', file, ...sut, ...(dice.chance(30) ? ['--tree'] : [])];
    case 2:
      return ['shrink', file, ...sut, '--no-certify', ...json];
    case 3:
      return dice.chance(50) ? ['export', '--c', file] : ['show', file, '--format', pick(dice, FORMATS)];
    default:
      return ['replay', file, ...sut, ...json];
  }
}

const TINY = ['--runs', '2', '--commands-max', '6', '--ids', '4', '--seed', '1', '--time', '20'];

/** A command that has a system run, with limits so short that a hang costs little. */
function runs(dice: Dice, sut: string): readonly string[] {
  const limits = ['--time-limit-step', '0.4', '--time-limit-start', '2', '--memory-limit-system', '1000'];
  const json = dice.chance(30) ? ['--json'] : [];
  const words = ['--sut', sut, ...limits];
  switch (dice.below(6)) {
    case 0:
      return ['tour', ...words, '--ids', '2', '--time', '5', '--no-certify', ...json];
    case 1:
      return ['replay', 'a.trace', ...words, ...json];
    case 2:
      return ['show', 'a.trace', ...words, '--format', pick(dice, FORMATS), '--output', 'out'];
    default:
      return ['check', ...words, ...TINY, '--no-certify', ...json];
  }
}

const A_TRACE = base64(
  'procession trace 1 hierarchy\n1 fork 2\n2 create_session\n2 fork 3\n2 exit\n2 free\n',
);

const A_RACE = base64(
  'procession trace 2 hierarchy\n1 fork 2\n|| branch 1\n1 fork 3\n|| branch 2\n2 fork 3\nschedule: 1 1 2\n',
);

const BRANCH_SYSTEMS = ['table', 'shared-table', 'shared-mutant:lock-per-object'] as const;
const BRANCH_FORMATS = ['terminal', 'json', 'mermaid', 'vitest', 'html', 'rust'] as const;

/** A command that reads a file with branches, or refuses one. */
function readsBranches(dice: Dice, file: string): readonly string[] {
  const json = dice.chance(30) ? ['--json'] : [];
  const sut = ['--sut', pick(dice, BRANCH_SYSTEMS)];
  switch (dice.below(7)) {
    case 0:
      return ['replay', file, ...sut, ...json];
    case 1:
      return dice.chance(60)
        ? ['shrink', file, ...sut, '--no-certify', ...json]
        : [pick(dice, ['linearize', 'export']), file];
    case 2:
      return ['show', file, ...sut];
    default:
      return ['show', file, '--format', pick(dice, BRANCH_FORMATS), '--output', 'out'];
  }
}

/** By name. */
export const TARGETS = {
  traces: (dice, { traces }) => {
    const text = mutatedText(dice, pick(dice, traces), pick(dice, traces));
    const bytes = dice.chance(10) ? mutatedBytes(dice, Buffer.from(text)) : Buffer.from(text);
    return { files: { 'f.trace': base64(bytes) }, words: reads(dice, 'f.trace') };
  },
  records: (dice, { records }) => {
    const text = jsonText(dice, mutatedJson(dice, pick(dice, records)));
    return { files: { 'f.json': base64(text) }, words: reads(dice, 'f.json') };
  },
  corpus: (dice, { traces, records }) => {
    const files: Record<string, string> = {};
    for (let count = 1 + dice.below(4); count > 0; count -= 1)
      files[`corpus/${count}.${pick(dice, ['trace', 'json', 'txt'])}`] = base64(
        dice.chance(60)
          ? mutatedText(dice, pick(dice, traces), pick(dice, traces))
          : jsonText(dice, mutatedJson(dice, pick(dice, records))),
      );
    const json = dice.chance(30) ? ['--json'] : [];
    return { files, words: ['check', '--sut', pick(dice, SYSTEMS), '--corpus', 'corpus', ...TINY, ...json] };
  },
  known: (dice, { known }) => {
    const text = jsonText(dice, mutatedJson(dice, pick(dice, known)));
    const json = dice.chance(30) ? ['--json'] : [];
    const words = ['check', '--sut', pick(dice, SYSTEMS), '--known', 'known.json', ...TINY, ...json];
    return { files: { 'known.json': base64(text) }, words };
  },
  checkpoints: (dice, { checkpoint }) => {
    const bytes = mutatedBytes(dice, checkpoint);
    const damaged = !Buffer.from(bytes).equals(checkpoint);
    return { files: { states: base64(bytes) }, words: GOES_ON, mustNotPass: damaged };
  },
  systems: (dice) => ({ files: {}, plan: planOf(dice, false) }),
  modules: (dice) => {
    const plan = JSON.stringify(planOf(dice, true));
    const module = `import { hostileSystem } from '${HERE}/hostile-system.ts';\nexport default hostileSystem(${plan});\n`;
    const words = dice.chance(20)
      ? ['explore', '--sut', './system.mjs', '--ids', '2', '--time', '5', '--time-limit-step', '0.4']
      : runs(dice, './system.mjs');
    return { files: { 'system.mjs': base64(module), 'a.trace': A_TRACE }, words };
  },
  programs: (dice) => {
    const megabytes = dice.chance(15) ? 1 + dice.below(dice.chance(95) ? 40 : 1000) : 0;
    const others = dice.chance(50) ? 1 + dice.below(2) : 0;
    const program = `cmd:'${process.execPath}' '${HERE}/program.ts' ${dice.below(2 ** 31)} ${pick(dice, [3, 10, 30])} ${megabytes} ${others}`;
    return { files: { 'a.trace': A_TRACE }, words: runs(dice, program) };
  },
  branches: (dice, { branches, concurrentRecords }) => {
    const isTrace = dice.chance(60);
    const text = isTrace
      ? mutatedText(dice, pick(dice, branches), pick(dice, branches))
      : jsonText(dice, mutatedJson(dice, pick(dice, concurrentRecords)));
    const file = isTrace ? 'f.trace' : 'f.json';
    return { files: { [file]: base64(text) }, words: readsBranches(dice, file) };
  },
  histories: (dice, { histories }) => {
    const text = jsonText(dice, mutatedJson(dice, pick(dice, histories)));
    const json = dice.chance(30) ? ['--json'] : [];
    const words = ['linearize', 'h.json', '--places', '2000', ...json];
    return { files: { 'h.json': base64(text) }, words };
  },
  runs: (dice) => {
    const program = `cmd:'${process.execPath}' '${HERE}/program.ts' ${dice.below(2 ** 31)} ${pick(dice, [10, 30])} 0 0 branches`;
    const limits = ['--time-limit-step', '0.4', '--time-limit-start', '2', '--memory-limit-system', '1000'];
    const json = dice.chance(30) ? ['--json'] : [];
    return {
      files: { 'b.trace': A_RACE },
      words: ['replay', 'b.trace', '--sut', program, ...limits, ...json],
    };
  },
  recordings: (dice, { recordings }) => {
    const { log, snapshots } = pick(dice, recordings);
    const text = dice.chance(80) ? mutatedText(dice, log, pick(dice, recordings).log) : log;
    const bytes = dice.chance(30) ? mutatedBytes(dice, Buffer.from(text)) : Buffer.from(text);
    const packed = dice.chance(20) ? mutatedBytes(dice, gzipSync(bytes)) : bytes;
    const beside = dice.chance(60) ? mutatedText(dice, snapshots, log) : snapshots;
    const files = { 'f.strace': base64(packed), 'f.ps': base64(beside) };
    const page = dice.chance(20) ? ['--html', 'out'] : [];
    const json = dice.chance(30) ? ['--json'] : [];
    const words = dice.chance(50) ? ['--snapshots', 'f.ps'] : [];
    return { files, words: ['explain', 'f.strace', ...words, '--steps', '200', ...page, ...json] };
  },
} as const satisfies Readonly<Record<string, Target>>;

export type TargetName = keyof typeof TARGETS;
export const TARGET_NAMES = Object.keys(TARGETS) as readonly TargetName[];

function planOf(dice: Dice, alone: boolean): Plan {
  const methods = Array.from({ length: 1 + dice.below(3) }, () => pick(dice, SPOILT));
  return { seed: dice.below(2 ** 31), percent: pick(dice, [2, 10, 40]), methods, alone };
}

/** The input of a kind with this number, the same for the same seed on every machine and day. */
export function inputAt(name: TargetName, seed: number, number: number, stock: Stock): Input {
  const dice = new Dice();
  dice.seed(Math.imul(seed, 0x9e3779b1) + Math.imul(number, 8) + TARGET_NAMES.indexOf(name));
  return { origin: `${name}, seed ${seed}, number ${number}`, ...TARGETS[name](dice, stock) };
}

/** Kinds that start processes: one of theirs takes as long as dozens of the others. */
const SLOW: readonly TargetName[] = ['modules', 'programs', 'runs'];
export const QUICK = TARGET_NAMES.filter((name) => !SLOW.includes(name));
/** The number of inputs of each quick kind for one of each slow kind. */
const QUICK_IN_A_ROUND = 20;

/** Inputs without end. */
export function* inputs(seed: number, stock: Stock): Generator<Input, never> {
  for (let round = 0; ; round += 1) {
    for (const name of SLOW) yield inputAt(name, seed, round, stock);
    for (const name of QUICK)
      for (let at = 0; at < QUICK_IN_A_ROUND; at += 1)
        yield inputAt(name, seed, round * QUICK_IN_A_ROUND + at, stock);
  }
}
