// Goal: what a lockstep command costs. Method: in one process, in turns, so that the machine's mood hits both alike:
// fast-check's own floor (fc.commands that do nothing) and our lockstep (model, table, answers, full observation,
// invariants) on the same number of commands; then how the cost of a command grows with length and with processes.
import fc from 'fast-check';
import { tableSystem } from '../src/systems/in-process.ts';
import type { Command } from '../src/contract/command.ts';
import { Lockstep, shapeOf } from '../properties/support/by-set.ts';
import { HIERARCHY } from '../src/model/hierarchy/specification.ts';
import { Decoder } from '../src/engines/generate/command-decoder.ts';
import { Dice } from '../src/engines/generate/prng.ts';
import { choicesUpTo } from '../src/engines/generate/random-search.ts';
import { medianOf } from '../properties/support/median.ts';

/** A command for fast-check that counts that it ran. */
class Nothing {
  readonly #value: number;
  readonly #ran: () => void;

  constructor(value: number, ran: () => void) {
    this.#value = value;
    this.#ran = ran;
  }

  check(): boolean {
    return true;
  }

  run(): void {
    this.#ran();
  }

  toString(): string {
    return `nothing(${this.#value})`;
  }
}

const quick = process.argv.includes('--quick');
const ROUNDS = quick ? 3 : 9;
const RUNS = quick ? 500 : 3000;
const COMMANDS = 100;

const table = new Lockstep(tableSystem());
const sequences = drawSequences(RUNS, COMMANDS, 8);

const floor: number[] = [];
const alone: number[] = [];
const generated: number[] = [];
for (let round = 0; round <= ROUNDS; round += 1) {
  const figures = [fastCheckFloor(), lockstepAlone(), lockstepGenerated()] as const;
  if (round === 0) continue; // The first round warms up.
  floor.push(figures[0]);
  alone.push(figures[1]);
  generated.push(figures[2]);
}
console.log(`lockstep, up to 8 ids, ${COMMANDS} commands a run; medians of ${ROUNDS} rounds`);
print('fast-check, commands that do nothing', floor, floor);
print('lockstep', alone, floor);
print('lockstep with generation by fast-check', generated, floor);

console.log('\nlong runs, microseconds a command (drain left out)');
console.log('  commands  processes   µs');
for (const [length, processes] of [
  [1_000, 8],
  [10_000, 8],
  [10_000, 250],
  [10_000, 500],
  [10_000, 1_000],
  [10_000, 2_000],
  [10_000, 4_000],
] as const) {
  const figures = Array.from({ length: quick ? 1 : 3 }, () => longRun(length, processes));
  const { microseconds, live } = figures.sort((a, b) => a.microseconds - b.microseconds)[
    figures.length >> 1
  ] as { microseconds: number; live: number };
  console.log(
    `  ${String(length).padStart(8)}  ${String(live).padStart(9)}  ${microseconds.toFixed(1).padStart(5)}`,
  );
}

function print(name: string, figures: readonly number[], base: readonly number[]): void {
  const ratios = figures.map((figure, round) => figure / base[round]);
  console.log(
    `  ${name.padEnd(42)} ${(medianOf(figures) / 1e6).toFixed(2).padStart(6)} M/s   ${medianOf(ratios).toFixed(3)} of the floor`,
  );
}

/** Commands a second. */
function perSecond(count: number, work: () => void): number {
  const started = performance.now();
  work();
  return (1000 * count) / (performance.now() - started);
}

/** Ten kinds of command that do nothing, at the size fast-check must be told to take. */
function fastCheckFloor(): number {
  let ran = 0;
  const started = performance.now();
  const kinds = Array.from({ length: 10 }, () =>
    fc.nat().map((value) => new Nothing(value, () => (ran += 1))),
  );
  const property = fc.property(fc.commands(kinds, { size: 'max', maxCommands: COMMANDS }), (commands) => {
    fc.modelRun(() => ({ model: {}, real: {} }), commands);
  });
  fc.assert(property, { numRuns: RUNS * 2, seed: 1 });
  return (1000 * ran) / (performance.now() - started);
}

function lockstepAlone(): number {
  return perSecond(RUNS * COMMANDS, () => {
    for (const commands of sequences) {
      agree(table.reset());
      for (const command of commands) agree(table.step(command));
    }
  });
}

function lockstepGenerated(): number {
  let ran = 0;
  const started = performance.now();
  const property = fc.property(choicesUpTo(COMMANDS), ({ numbers }) => {
    const decoder = new Decoder(HIERARCHY, HIERARCHY.commands, shapeOf(numbers[0], HIERARCHY.commands, 8));
    agree(table.reset());
    for (let index = 1; index < numbers.length; index += 1)
      agree(table.step(decoder.decode(numbers[index], table.state)));
    ran += numbers.length - 1;
  });
  fc.assert(property, { numRuns: RUNS, seed: 1 });
  return (1000 * ran) / (performance.now() - started);
}

/** One run that first grows to so many processes and then goes on at about that number. */
function longRun(
  length: number,
  processes: number,
): { readonly microseconds: number; readonly live: number } {
  const lockstep = new Lockstep(tableSystem());
  const dice = new Dice();
  dice.seed(processes);
  agree(lockstep.reset());
  const parents = (): number => lockstep.state.processes.idAt(dice.below(lockstep.state.processes.size));
  for (let child = 2; child <= processes; child += 1)
    agree(lockstep.step({ name: 'fork', process: parents(), child }));
  const shape = {
    ...shapeOf(3, HIERARCHY.commands, 2),
    names: HIERARCHY.commands,
    ids: Array.from({ length: processes + 8 }, (_, index) => index + 1),
  };
  const decoder = new Decoder(HIERARCHY, HIERARCHY.commands, { ...shape, growth: 'any', refusedPercent: 20 });
  let live = 0;
  const microseconds =
    1e6 /
    perSecond(length, () => {
      for (let step = 0; step < length; step += 1) {
        // Exits are answered by forks, so that the number stays.
        const short = lockstep.state.processes.size < processes;
        const drawn = decoder.decode(dice.below(0x7fff_ffff), lockstep.state);
        agree(
          lockstep.step(
            short && drawn.name === 'exit'
              ? { name: 'fork', process: parents(), child: dice.below(processes) + 2 }
              : drawn,
          ),
        );
        live += lockstep.state.processes.size;
      }
    });
  return { microseconds, live: Math.round(live / length) };
}

function drawSequences(runs: number, length: number, ids: number): readonly (readonly Command[])[] {
  const dice = new Dice();
  dice.seed(1);
  return Array.from({ length: runs }, () => {
    const decoder = new Decoder(
      HIERARCHY,
      HIERARCHY.commands,
      shapeOf(dice.below(0x7fff_ffff), HIERARCHY.commands, ids),
    );
    let state = HIERARCHY.initial;
    return Array.from({ length }, () => {
      const command = decoder.decode(dice.below(0x7fff_ffff), state);
      state = HIERARCHY.step(state, command).next;
      return command;
    });
  });
}

function agree(divergence: unknown): void {
  if (divergence !== undefined) throw new Error(`diverged: ${JSON.stringify(divergence)}`);
}
