// Goal: a table with terminals is compared with a packed state as its observation would be. Method: random walks of the table
// beside the packed rules, compared at each step with where it is and with where it was before, in words and as observed.
import { describe, expect, test } from 'vitest';
import { FlatObservation } from '../../src/contract/observation/flat-observation.ts';
import type { StateInWords } from '../../src/contract/state-in-words.ts';
import { Dice } from '../../src/engines/generate/prng.ts';
import { wordReader } from '../../src/lockstep/table/word-reader.ts';
import { alphabetOf } from '../../src/model/bounded/alphabet.ts';
import type { SpaceBound } from '../../src/model/bounded/bound.ts';
import { INSIDE } from '../../src/model/bounded/bound.ts';
import { decodeState, newCells } from '../../src/model/bounded/cells.ts';
import { columnAt } from '../../src/model/bounded/columns.ts';
import { STATUS } from '../../src/model/bounded/packed-model.ts';
import { RECEIVED } from '../../src/model/job-control/columns.ts';
import { JOB_CONTROL } from '../../src/model/job-control/specification.ts';
import { terminalTableSystem } from '../../src/systems/in-process.ts';
import { packedJobControl } from './job-control-bounds.ts';

const MODEL = JOB_CONTROL.linux;
const { columns } = MODEL.space;
const BOUND: SpaceBound = {
  ids: 4,
  amounts: { terminals: 2, waits: 1 },
  commands: MODEL.commands.filter((name) => name !== 'getppid'),
  newIds: 'any',
};
const WALKS = 150;
const STEPS = 60;

/** A state that is compared with what a system shows. */
interface Asked {
  readonly system: StateInWords;
  readonly cells: Uint8Array;
}

/** Walks the table beside the packed rules; `asked` is called at each step with some states. */
function walk(asked: (asked: Asked) => void): void {
  const { commands } = alphabetOf(MODEL, BOUND);
  const system = terminalTableSystem().explorable?.(BOUND.ids, commands) as StateInWords;
  const model = packedJobControl(BOUND);
  const dice = new Dice();
  dice.seed(1);
  for (let round = 0; round < WALKS; round += 1) {
    const met: Uint8Array[] = [];
    model.cells.set(newCells(columns));
    model.survey();
    system.reset();
    for (let step = 0; step < STEPS; step += 1) {
      model.expand();
      let label = 0;
      do label = dice.below(commands.length);
      while (model.refusals[label] !== 0 || model.placements[label] !== INSIDE || !model.apply(label));
      system.run(label);
      model.advance();
      const here = model.cells.slice();
      const quiet = here.slice().fill(0, RECEIVED);
      met.push(here);
      for (const cells of [here, quiet, met[dice.below(met.length)]]) asked({ system, cells });
    }
  }
}

/** Whether what the system shows is what the model expects of the state. */
function isObserved({ system, cells }: Asked): boolean {
  const [expected, seen] = [new FlatObservation(), new FlatObservation()];
  MODEL.observe(decodeState(columns, cells), expected);
  system.observeInto(seen);
  return expected.equals(seen);
}

/** Counts the states that are shown and those that are not, and those of which the words say something else. */
function judged(change: (system: StateInWords) => StateInWords = (system) => system) {
  const counts = { shown: 0, other: 0, wrong: 0 };
  walk((asked) => {
    const system = change(asked.system);
    const isShown = wordReader(system, columns, BOUND.ids)?.isShown(asked.system.words, asked.cells);
    const observed = isObserved(asked);
    counts[observed ? 'shown' : 'other'] += 1;
    if (isShown !== observed) counts.wrong += 1;
  });
  return counts;
}

describe('a table with terminals', () => {
  test('a table with terminals shows a packed state, by its words and news, exactly if it shows what the model would', () => {
    const { shown, other, wrong } = judged();
    expect(wrong).toBe(0);
    expect(Math.min(shown, other)).toBeGreaterThan(5000);
  });

  test('a table with terminals of which no news are told is never taken to show a state', () => {
    const withoutNews = (system: StateInWords): StateInWords => ({
      layout: system.layout as string,
      words: system.words,
      reset: () => undefined,
      run: () => 0,
      answer: () => ({ ok: {} }),
      overwrite: () => undefined,
      observeInto: () => undefined,
    });
    const { shown, wrong } = judged(withoutNews);
    expect(wrong).toBe(shown);
  });

  test('a state that differs from what a table with terminals shows in one byte that is shown is not taken for it', () => {
    let changed = 0;
    const wrong = new Set<string>();
    walk(({ system, cells }) => {
      if (!isObserved({ system, cells })) return;
      const reader = wordReader(system, columns, BOUND.ids);
      for (const [name, ids] of SHOWN) {
        const id = ids[changed % ids.length];
        if (cells[STATUS + id] === 0) continue;
        const other = cells.slice();
        const at = (columnAt(columns, name) as number) + id;
        other[at] = other[at] === 0 ? 1 : 0;
        changed += 1;
        if (reader?.isShown(system.words, other) === true) wrong.add(name);
      }
    });
    expect([...wrong]).toEqual([]);
    expect(changed).toBeGreaterThan(50_000);
  });
});

const PROCESSES = [1, 2, 3, 4];
const OF_PROCESS = ['status', 'parent', 'group', 'subreaper', 'exitCode', 'executed', 'ignoresSigchld'];
const OF_JOB = ['jobTerminal', 'stop', 'pendingHangup', 'pendingInterrupt', 'waitKind'];
const OF_NEWS = ['received', 'wokenStatus'];
/** They stand in init's place. */
const OF_TERMINALS = ['session1', 'foreground1', 'session2', 'foreground2'];
/** The columns that are shown, with the ids that they can be changed of. */
const SHOWN: readonly (readonly [name: string, ids: readonly number[]])[] = [
  ...OF_PROCESS.concat(OF_JOB, OF_NEWS).map((name) => [name, PROCESSES] as const),
  ...OF_TERMINALS.map((name) => [name, [1]] as const),
];
