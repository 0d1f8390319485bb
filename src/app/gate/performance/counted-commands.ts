// The work of each command of a set, counted on sequences that are the same everywhere: many short ones with few ids, on
// tables that begin with room for one, and one with hundreds of processes, where a walk or a search would show.
import type { Command } from '../../../contract/command.ts';
import { isFork } from '../../../contract/command.ts';
import { printCommand } from '../../../contract/notation/trace.ts';
import { modelCommands } from '../../../engines/generate/model-commands.ts';
import { Dice } from '../../../engines/generate/prng.ts';
import { shapeOf } from '../../../engines/generate/swarm.ts';
import type { Shape } from '../../../engines/generate/swarm.ts';
import type { Work } from '../../../lockstep/pauses.ts';
import type { Specification } from '../../../model/specification.ts';
import type { AnySetTable } from '../../../systems/command-set.ts';
import { heapBytes } from './heap-bytes.ts';
import type { BytesByName } from './heap-bytes.ts';
import { countedTable } from './work-counter.ts';

/** The work of one command, all its calls together. */
export interface CommandWork {
  readonly calls: number;
  readonly words: number;
  readonly rows: number;
  readonly buckets: number;
  /** Counted for the calls of the longest sequence alone, see {@link heapBytes}. */
  readonly heapBytes: number;
}

/** The measures of work. */
export const MEASURES = [
  'words',
  'rows',
  'buckets',
  'heapBytes',
] as const satisfies readonly (keyof CommandWork)[];

/** The work of a command set. */
export interface SetWork {
  /** Stands for the sequences: work on others cannot be compared. */
  readonly sequences: string;
  readonly commands: Readonly<Record<string, CommandWork>>;
  /** Bytes of the buffers that tables grew to. */
  readonly grownBytes: number;
}

const CHOICE_MAX = 0x7fff_ffff;
const SHORT = { sequences: 40, commands: 100, ids: 8 };
const LONG = { commands: 1_500, ids: 400, forksPercent: 60, refusedPercent: 20 };

/** The commands that are counted of each set. */
export const COMMANDS_COUNTED: number = SHORT.sequences * SHORT.commands + LONG.commands;

/**
 * Counts the work of a set's table: heap bytes as well as may be, with more runs while these may change what is said of it,
 * all else exactly. It pauses between sequences.
 */
export function* countedCommands(
  set: AnySetTable,
  specification: Specification,
  needsMoreRuns: (work: SetWork) => boolean = () => false,
): Work<SetWork> {
  const commands: Record<string, Record<keyof CommandWork, number>> = {};
  let digest = 0;
  let grownBytes = 0;
  const sequences = sequencesOf(specification);
  for (const sequence of sequences) {
    yield;
    const { table, count } = countedTable(set.make(1), 1);
    for (const command of sequence) {
      digest = digested(digest, printCommand(command, specification.vocabulary));
      const method = set.methodOf(command);
      const touched = count(() => void method(table, command));
      const work = (commands[command.name] ??= { calls: 0, words: 0, rows: 0, buckets: 0, heapBytes: 0 });
      work.calls += 1;
      work.words += touched.words;
      work.rows += touched.rows.length;
      work.buckets += touched.buckets.length;
      grownBytes += touched.bytes;
    }
  }
  const workWith = (bytesByName: BytesByName): SetWork => ({
    sequences: (digest >>> 0).toString(16).padStart(8, '0'),
    commands: Object.fromEntries(
      Object.entries(commands).map(([name, work]) => [name, { ...work, heapBytes: bytesByName[name] ?? 0 }]),
    ),
    grownBytes,
  });
  const needsMore = (bytesByName: BytesByName): boolean => needsMoreRuns(workWith(bytesByName));
  return workWith(yield* heapBytes(set, sequences.at(-1) ?? [], needsMore));
}

function sequencesOf(specification: Specification): readonly (readonly Command[])[] {
  const { vocabulary, commands } = specification;
  const short = Array.from({ length: SHORT.sequences }, (_, seed) =>
    drawn(specification, shapeOf(mixed(seed), vocabulary, commands, SHORT.ids), SHORT.commands, seed),
  );
  const fork = commands.find((name) => isFork(vocabulary, name));
  const forks = Math.round((commands.length * LONG.forksPercent) / (100 - LONG.forksPercent));
  const shape: Shape = {
    names: fork === undefined ? commands : [...commands, ...Array.from({ length: forks }, () => fork)],
    ids: Array.from({ length: LONG.ids }, (_, index) => index + 1),
    growth: 'any',
    refusedPercent: LONG.refusedPercent,
  };
  return [...short, drawn(specification, shape, LONG.commands, SHORT.sequences)];
}

/** A sequence that the model alone decides, so that a fault of the table changes none. */
function drawn(specification: Specification, shape: Shape, length: number, seed: number): readonly Command[] {
  const dice = new Dice();
  dice.seed(seed);
  return modelCommands(specification, specification.commands, shape, dice, length);
}

function mixed(seed: number): number {
  const dice = new Dice();
  dice.seed(~seed);
  return dice.below(CHOICE_MAX);
}

/** FNV-1a over the characters of one more text. */
function digested(digest: number, text: string): number {
  let hash = digest ^ 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
