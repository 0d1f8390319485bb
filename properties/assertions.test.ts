// Goal: what each half takes for granted is asserted, and each assertion fires. Method: the seam is broken by hand and the
// sentence heard; then every sentence that the sources can throw is looked for among those that were heard.
import { findShortest } from '../src/engines/ask/find-shortest.ts';
import { parsePredicate } from '../src/engines/ask/parse-predicate.ts';
import type { SpaceBound } from '../src/model/bounded/bound.ts';
import type { Specification } from '../src/model/specification.ts';
import { afterAll, describe, expect, test } from 'vitest';
import { ShrinkSearch } from '../src/counterexample/shrink/shrink-search.ts';
import { tableSystem } from '../src/systems/in-process.ts';
import { SearchState, searchShapeOf } from '../src/checker/search-state.ts';
import { RowStorage } from '../src/checker/row-storage.ts';
import type { AsynchronousSystemUnderTest } from '../src/contract/system.ts';
import { explorable, Lockstep } from './support/by-set.ts';
import { specificationsOf } from '../src/model/specification.ts';
import { POSIX_MODEL } from '../src/model/posix/specification.ts';
import { HIERARCHY } from '../src/model/hierarchy/specification.ts';
import { Lanes } from '../src/engines/campaign/concurrent-copies.ts';
import { COLUMN, FLAG, NONE } from '../src/impl/layout.ts';
import { insertAfter, pushFront, spliceFront, unlink } from '../src/impl/intrusive-list.ts';
import { ProcessTable } from '../src/impl/hierarchy/process-table.ts';
import { StateRenaming } from '../src/model/bounded/id-renaming.ts';
import { HIERARCHY_COLUMNS } from '../src/model/hierarchy/columns.ts';
import { encodeState, newCells } from '../src/model/bounded/cells.ts';
import { KeyLayout } from '../src/model/bounded/key-layout.ts';
import { StateIdentity } from '../src/model/state-identity.ts';
import { growingFixed } from '../src/impl/shared/fixed-words.ts';
import { Table } from '../src/model/indexed-table.ts';
import { Judge } from '../src/lockstep/judge.ts';
import type { RunPlan } from '../src/lockstep/run-plan.ts';
import { planOf } from './exploration/spaces.ts';
import { textFiles } from './support/repository.ts';
import { FlatObservation } from '../src/contract/observation/flat-observation.ts';
import { stateAfter } from './support/scenarios.ts';

const heard: string[] = [];

/** The sentence that this throws, kept for the last test. */
function said(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    const { message } = error as Error;
    heard.push(message);
    return message.replace(/^a broken assumption of the [a-z ]+: /, '');
  }
  return 'nothing';
}

describe('an intrusive list', () => {
  const [FIRST, NEXT, PREV] = [1, 2, 3];
  /** Owner at 10 with the list 20, 30; owner at 40 with none; a row 50 by itself. */
  const lists = (): Int32Array => {
    const words = new Int32Array(60);
    pushFront(words, 10, FIRST, 30, NEXT, PREV);
    pushFront(words, 10, FIRST, 20, NEXT, PREV);
    return words;
  };

  test('an intrusive list links, unlinks and splices what is sound', () => {
    const words = lists();
    expect(unlink(words, 10, FIRST, 20, NEXT, PREV)).toBe(false);
    insertAfter(words, 30, 50, NEXT, PREV);
    spliceFront(words, 10, 40, FIRST, 50, NEXT, PREV);
    expect([words[10 + FIRST], words[40 + FIRST], words[30 + NEXT]]).toEqual([NONE, 30, 50]);
  });

  test('an intrusive list is not unlinked from where nothing leads to it', () => {
    const words = lists();
    expect(unlink(words, 10, FIRST, 20, NEXT, PREV)).toBe(false);
    expect(said(() => unlink(words, 10, FIRST, 20, NEXT, PREV))).toBe(
      'word 11 does not lead to row 20, which says so',
    );
  });

  test('an intrusive list is spliced as a whole or not at all', () => {
    const notLast = 'row 20 is not the last of the list that row 10 begins';
    expect(said(() => spliceFront(lists(), 10, 40, FIRST, 20, NEXT, PREV))).toBe(notLast);
    expect(said(() => spliceFront(lists(), 40, 10, FIRST, 50, NEXT, PREV))).toMatch(
      /^row 50 is not the last/,
    );
  });
});

describe("the table's rows", () => {
  /** Damages words behind the table's back. */
  class Opened extends ProcessTable {
    giveBackUnindexed(pid: number): void {
      const row = this.find(pid);
      this.words[row + COLUMN.FLAGS] = 0;
      this.words.fill(0, this.index);
      this.release(row);
    }

    loseGroup(pid: number): void {
      this.dropFacet(this.find(pid), FLAG.GROUP);
    }
  }

  const opened = (): Opened => {
    const table = new Opened();
    for (const pid of [2, 3]) table.fork(1, pid);
    table.exit(3);
    table.free(3);
    return table;
  };

  test("the table's rows are given back only if the index has them", () => {
    expect(said(() => opened().giveBackUnindexed(2))).toMatch(/^the index does not have id 2 of row \d+$/);
  });

  test("the table's rows lose only facets that they have", () => {
    expect(said(() => opened().loseGroup(2))).toMatch(/^row \d+ has no facet 2 to lose$/);
  });
});

describe("the model's tables", () => {
  interface Row {
    owner: number | null;
  }

  test("the model's tables agree with their indexes", () => {
    const row: Row = { owner: 7 };
    const table = Table.empty<Row, 'owner'>('owner').set(3, row);
    row.owner = 8;
    expect(said(() => table.delete(3))).toBe('an index does not list id 3 by 8, as its row says');
    row.owner = null;
    expect(said(() => table.set(3, { owner: 7 }))).toBe('an index lists id 3 already');
  });

  test("the model's tables are drained by commands that are accepted", () => {
    const [specification] = specificationsOf({
      ...POSIX_MODEL,
      drain: (state, step) => {
        step(state, { name: 'waitpid', process: 1, pid: -1 });
        return [];
      },
    });
    expect(said(() => specification.drainOf(HIERARCHY.initial))).toBe(
      "the drain's waitpid is refused: no-such-child",
    );
  });
});

describe('the renaming of a state', () => {
  test('the renaming of a state has room for all that colours an id', () => {
    const wide = HIERARCHY_COLUMNS.map((column) => ({ ...column, bits: () => 8 }));
    expect(said(() => new StateRenaming(new KeyLayout(wide, planOf({ ids: 2 }).bound)))).toBe(
      "an id's colour takes 48 bits, and has 31",
    );
  });
});

describe('the exact key of a state', () => {
  test('the exact key of a state has room for all that can vary at its bound, and for no more', () => {
    const layout = new KeyLayout(HIERARCHY_COLUMNS, planOf({ ids: 2, handles: 1 }).bound);
    const key = new Uint32Array(layout.words);
    const held = (text: string): Uint8Array => {
      const cells = newCells(HIERARCHY_COLUMNS);
      encodeState(HIERARCHY_COLUMNS, stateAfter(text), cells);
      return cells;
    };
    layout.pack(held('- hold_group 1'), key, 0);
    expect(said(() => layout.pack(held('- hold_group 1; - hold_group 1'), key, 0))).toBe(
      'a state does not fit the key of its bound: two states could have one key',
    );
  });
});

describe('the judge', () => {
  const fork = { name: 'fork', process: 1, child: 2 } as const;
  const judge = (): Judge => new Judge(HIERARCHY, 'any');

  const shown = (text: string): FlatObservation => {
    const out = new FlatObservation();
    HIERARCHY.observe(stateAfter(text), out);
    return out;
  };
  const forked = {
    command: fork,
    answer: { ok: { pid: 2 } },
    before: shown(''),
    after: shown('1 fork 2'),
  };

  test('the judge is reset, then started, then goes step by step to the end of the run', () => {
    const before = 'fork is judged before the start of its run';
    expect(said(() => judge().step(forked))).toBe(before);
    const reset = judge();
    reset.reset();
    expect(said(() => reset.step(forked))).toBe(before);
    const unreset = 'a run is judged from its start that was not reset';
    expect(said(() => judge().start(shown('')))).toBe(unreset);
    expect(reset.start(shown(''))).toBeUndefined();
    expect(said(() => reset.start(shown('')))).toBe(unreset);
    expect(reset.step(forked)).toBeUndefined();
    expect(reset.step(forked)?.kind).toBe('answer');
    expect(said(() => reset.step(forked))).toBe('fork is judged after the end of its run');
  });

  test('the judge judges I9 only where the model is drained', () => {
    const lockstep = new Lockstep(tableSystem());
    lockstep.reset();
    lockstep.step(fork);
    expect(said(() => lockstep.judge.drained(shown('')))).toBe(
      'I9 is judged while processes are left, in number 2',
    );
  });
});

describe('model and system as a transition system', () => {
  const { product } = explorable(planOf({ ids: 2 }), tableSystem());
  const row = new Uint32Array(product.keyWords + product.payloadWords);

  test('a product is loaded before anything is fired or inspected, and moved before a successor is asked for', () => {
    const fired = /^1 fork 1 is fired where no state is loaded$/;
    expect(said(() => product.fire(0))).toMatch(fired);
    product.start(row, 0);
    const witnessed = new Uint8Array(product.witnesses);
    expect(said(() => product.inspect(witnessed))).toBe('a state is inspected that was not loaded');
    product.load(row, 0);
    expect(said(() => product.successorKey(row.slice(), 0))).toBe(
      'a successor is asked for where nothing moved',
    );
    expect(product.inspect(witnessed)).toBe(true);
    expect(said(() => product.fire(0))).toMatch(fired);
  });
});

describe('the levels of a search', () => {
  const system = explorable(planOf({ ids: 2 }), tableSystem()).product;
  const begun = (): SearchState => {
    const exploration = new SearchState(searchShapeOf(system, false, false));
    exploration.admitStart(new Uint32Array(system.keyWords), 1);
    return exploration;
  };

  test('the levels of a search are inspected, then expanded, then left', () => {
    expect(said(() => begun().nextLevel())).toBe('level 0 ends at 1, inspected to 0, expanded to 0');
    expect(said(() => begun().takeExpanded())).toBe('state 0 is expanded before level 0 is inspected');
    expect(said(() => begun().takeInspected(2))).toBe('state 1 is inspected before level 0 is expanded');
  });

  test('the levels of a search have a row for each state', () => {
    const more = begun();
    more.takeInspected(1);
    more.takeExpanded();
    more.frontier.length += 1;
    expect(said(() => more.nextLevel())).toBe('states found: 1, rows kept: 2');
    const fewer = begun();
    fewer.frontier.length = 0;
    fewer.visited.reserve(1);
    expect(said(() => fewer.admit(new Uint32Array(system.keyWords).fill(1), 0, 0, 0, 1))).toBe(
      'state 1 is new, rows kept: 0',
    );
  });

  test('the levels of a search are restored from numbers that fit each other and the tables', () => {
    const saved = begun().saved();
    expect(said(() => begun().restore({ ...saved, inspected: 2 }))).toBe(
      'a search is restored whose inspected cannot be',
    );
    expect(said(() => begun().restore({ ...saved, states: 2 }))).toBe('states restored: 2, rows: 1 and 1');
    const withEdges = (): SearchState => new SearchState(searchShapeOf(system, false, true));
    const other = withEdges();
    other.admitStart(new Uint32Array(system.keyWords), 1);
    expect(said(() => other.restore({ ...saved, edges: 1 }))).toBe('edges restored: 1');
  });

  test('the levels of a search keep their rows until they are let go of', () => {
    const rows = new RowStorage(2 ** 15);
    rows.reserve(5);
    rows.length = 5;
    rows.release(4);
    expect(said(() => [...rows.words(0, 1)])).toBe('row 0 was let go of');
    expect(said(() => [...rows.words(4, 7)])).toBe('row 6 is asked for, and there are 5');
    expect(said(() => rows.release(6))).toBe('rows before 6 are let go of, and there are 5');
    expect(said(() => rows.startAt(1))).toBe('rows are numbered anew only while there are none');
  });
});

describe('lanes', () => {
  test('the lanes judge what was begun, and begin no more than there are copies', async () => {
    const never = new Promise<never>(() => undefined);
    const system: AsynchronousSystemUnderTest = {
      name: 'never',
      asynchronous: true,
      reset: () => never,
      apply: () => never,
      observe: () => never,
      runSequence: () => never,
    };
    const lanes = new Lanes<number>(new Lockstep(system), [system]);
    const plan: RunPlan = { next: () => undefined };
    const refused = await lanes.judge().then(
      () => 'nothing',
      (error: unknown) =>
        said(() => {
          throw error;
        }),
    );
    expect(refused).toBe('no sequence is under way that could be judged');
    lanes.begin(1, plan);
    expect(said(() => lanes.begin(2, plan))).toBe('a sequence is begun while every copy runs one');
  });
});

describe('a question to the model', () => {
  test('a question to the model is answered by a way that the rules allow and that ends where it holds', async () => {
    const bound: SpaceBound = { ids: 2, amounts: {}, commands: ['fork', 'exit'], newIds: 'any' };
    const parsed = parsePredicate('zombie 2', HIERARCHY);
    if ('problem' in parsed) throw new Error(parsed.problem.message);
    const saidBy = async (step: Specification['step']): Promise<string> => {
      const lying: Specification = {
        ...HIERARCHY,
        step,
        get mostDecided() {
          return lying;
        },
      };
      return await findShortest(lying, bound, parsed.value).then(
        () => 'nothing',
        (error: unknown) =>
          said(() => {
            throw error;
          }),
      );
    };
    const refuses: Specification['step'] = (next) => ({ refusals: ['id-in-use'], next });
    const endsNobody: Specification['step'] = (state, command) =>
      command.name === 'exit'
        ? HIERARCHY.step(state, { name: 'set_subreaper', process: 1, on: true })
        : HIERARCHY.step(state, command);
    expect(await saidBy(refuses)).toBe('"1 fork 2" is refused on a way that was found');
    expect(await saidBy(endsNobody)).toBe('the rules lead elsewhere than the search');
  });
});

describe('the shrinker', () => {
  test('the shrinker has nothing simplest before it has begun', () => {
    const search = new ShrinkSearch(tableSystem(), HIERARCHY, { executionsMax: 1 });
    expect(said(() => search.best)).toBe(
      'a search for something simpler was not begun, or with what does not fail',
    );
  });
});

describe('a table whose words are shared', () => {
  test('a table whose words are shared says that it cannot grow', () => {
    expect(said(growingFixed)).toBe('a table whose words are shared grows, though it had room');
  });
});

describe('the identity of a state', () => {
  test('the identity of a state takes no field that is an object', () => {
    const { sessions } = HIERARCHY.initial;
    const odd = { ...HIERARCHY.initial, sessions: sessions.set(1, { handles: {} } as never) };
    expect(said(() => new StateIdentity([]).hashAfter(HIERARCHY.initial, 0, odd))).toBe(
      'the field handles of a row is no plain value',
    );
  });
});

describe('every assertion in src', () => {
  const calls = textFiles()
    .filter(({ path }) => /^src\/.*\.ts$/.test(path) && !path.endsWith('/assert.ts'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/\bbroken[A-Z]?\w*\(\s*(?:`([^`]*)`|'([^']*)'|"([^"]*)")/g)].map(
        ([, template, single, double]) => [path, template ?? single ?? double ?? ''] as const,
      ),
    );

  test('every assertion in src is among those that this file breaks', () => {
    expect(calls.length).toBeGreaterThanOrEqual(20);
    const missed = calls.filter(([, sentence]) => !heard.some((each) => patternOf(sentence).test(each)));
    expect(missed).toEqual([]);
  });
});

/** The text of a template: anything where it has a value. */
function patternOf(template: string): RegExp {
  const parts = template
    .split(/\$\{[^}]*\}/)
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  return new RegExp(`: ${parts.join('.*')}$`);
}

afterAll(() => void (heard.length = 0));
