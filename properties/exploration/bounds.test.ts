// Goal: a bound has exactly the commands, values, ways home and witnesses that it says. Method: small bounds of both sets
// beside lists written out by hand.
import { describe, expect, test } from 'vitest';
import type { Command, CommandName } from '../../src/contract/command.ts';
import { printCommand } from '../../src/contract/notation/trace.ts';
import { alphabetOf, familyOf, usualCommands } from '../../src/model/bounded/alphabet.ts';
import type { Amounts, SpaceBound } from '../../src/model/bounded/bound.ts';
import { BEYOND, INSIDE } from '../../src/model/bounded/bound.ts';
import { encodeState } from '../../src/model/bounded/cells.ts';
import { RuledModel } from '../../src/model/bounded/ruled-model.ts';
import { WitnessWatch, witnessesWithin, witnessingCommand } from '../../src/model/bounded/witness-search.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { answersWithin, NOTHING } from '../../src/model/posix/packed-answers.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import type { Specification } from '../../src/model/specification.ts';
import { INITIAL_STATE } from '../../src/model/state.ts';
import type { Witness } from '../../src/model/witness.ts';

const LINUX = POSIX.linux;

function boundOf(commands: readonly CommandName[], amounts: Amounts = {}, ids = 2): SpaceBound {
  return { ids, amounts, commands, newIds: 'any' };
}

/** The commands of a bound as text, those that only drain after a bar. */
function alphabet(specification: Specification, bound: SpaceBound): string {
  const { commands, labels } = alphabetOf(specification, bound);
  const printed = commands.map((command) => printCommand(command, specification.vocabulary));
  return `${printed.slice(0, labels).join('; ')} | ${printed.slice(labels).join('; ')}`;
}

const DRAINING = ['exit', 'free', 'exit_thread', 'release_group', 'release_session'];

describe('the commands of a bound', () => {
  test('a bound has every id in every position, in the order of the table, and then what only drains', () => {
    expect(alphabet(HIERARCHY, boundOf(['set_subreaper', 'fork', 'exit_thread']))).toBe(
      '1 fork 1; 1 fork 2; 2 fork 1; 2 fork 2; - exit_thread 1 0; - exit_thread 1 -1; - exit_thread 2 0; ' +
        '- exit_thread 2 -1; 1 set_subreaper off; 1 set_subreaper on; 2 set_subreaper off; 2 set_subreaper on | ' +
        '1 exit; 2 exit; 1 free; 2 free; - release_group 1; - release_group 2; - release_session 1; - release_session 2',
    );
    const named = ['move_to_group', 'new_thread', 'hold_session', ...DRAINING];
    expect(alphabet(HIERARCHY, boundOf(named, {}, 1))).toBe(
      '1 move_to_group 1; 1 exit; 1 free; 1 new_thread 1; - exit_thread 1 0; - exit_thread 1 -1; ' +
        '- release_group 1; - hold_session 1; - release_session 1 | ',
    );
  });

  test('a bound of the POSIX commands has the ids that stand for oneself, for several and for none, and no kill of several', () => {
    expect(alphabet(LINUX, boundOf(['setpgid', 'exit', 'waitpid', 'kill'], { codes: 2 }, 1))).toBe(
      '1 setpgid -1 -1; 1 setpgid -1 0; 1 setpgid -1 1; 1 setpgid 0 -1; 1 setpgid 0 0; 1 setpgid 0 1; ' +
        '1 setpgid 1 -1; 1 setpgid 1 0; 1 setpgid 1 1; 1 exit 0; 1 exit 1; 1 waitpid -1; 1 waitpid 0; ' +
        '1 waitpid 1; 1 kill -1 0; 1 kill 0 0; 1 kill 1 0; 1 kill 1 9 | ',
    );
    expect(alphabet(LINUX, boundOf(['getpgid'], { codes: 3 }))).toBe(
      '1 getpgid -1; 1 getpgid 0; 1 getpgid 1; 1 getpgid 2; 2 getpgid -1; 2 getpgid 0; 2 getpgid 1; 2 getpgid 2 | ' +
        '1 exit 0; 2 exit 0; 1 waitpid -2; 1 waitpid -1; 1 waitpid 0; 1 waitpid 1; 1 waitpid 2; ' +
        '2 waitpid -2; 2 waitpid -1; 2 waitpid 0; 2 waitpid 1; 2 waitpid 2',
    );
  });

  test('a set without values of its own has those of any set', () => {
    const { values: _, ...space } = HIERARCHY.space;
    expect(alphabet({ ...HIERARCHY, space }, boundOf(DRAINING, {}, 1))).toBe(
      '1 exit; 1 free; - exit_thread 1 0; - release_group 1; - release_session 1 | ',
    );
    const posix = { ...LINUX.space, values: {}, isNonsense: () => false };
    expect(
      alphabet({ ...LINUX, space: posix }, boundOf(['exit', 'kill', 'waitpid'], { codes: 3 }, 1)),
    ).toMatch(
      /^1 exit 0; 1 waitpid -1; .*; 1 kill -1 0; 1 kill -1 9; 1 kill 0 0; 1 kill 0 9; 1 kill 1 0; 1 kill 1 9 \| $/,
    );
  });

  test('the usual commands are the core, and what an amount above 0 brings in', () => {
    const core = ['fork', 'create_session', 'create_group', 'move_to_group', 'exit', 'free'];
    const held = ['hold_group', 'release_group', 'hold_session', 'release_session'];
    expect(usualCommands(HIERARCHY)).toEqual(core);
    expect(usualCommands(HIERARCHY, { handles: 0, threads: 0 })).toEqual(core);
    expect(usualCommands(HIERARCHY, { handles: 1 })).toEqual([...core, ...held]);
    const threads = ['new_thread', 'exit_thread', 'group_exit'];
    expect(usualCommands(HIERARCHY, { threads: 1 })).toEqual([...core, ...threads]);
    expect(familyOf(HIERARCHY.vocabulary, 'group_exit')).toBe('threads');
  });
});

describe('the traits of a set within a bound', () => {
  const home = (commands: readonly CommandName[], amounts: Amounts = {}) =>
    HIERARCHY.space.homeward(boundOf(commands, amounts));

  test('a bound needs the commands without which a state of it has no way home', () => {
    const core = ['fork', 'create_session', 'create_group', 'move_to_group', 'exit', 'free'];
    expect(home([])).toEqual([]);
    expect(home(['fork'])).toEqual(core);
    const all = ['hold_group', 'hold_session', 'new_thread'];
    expect(home(all)).toEqual([]);
    expect(home(all, { handles: 1 })).toEqual(['release_group', 'release_session']);
    expect(home(all, { threads: 1 })).toEqual(['exit_thread']);
    expect(home(['hold_group'], { handles: 1, threads: 1 })).toEqual(['release_group']);
    expect(home(['hold_session'], { handles: 1, threads: 1 })).toEqual(['release_session']);
    expect(home(['new_thread'], { handles: 1, threads: 1 })).toEqual(['exit_thread']);
    expect(LINUX.space.homeward(boundOf(['fork']))).toEqual(['exit', 'waitpid']);
    expect(LINUX.space.homeward(boundOf(['exit']))).toEqual([]);
  });

  test('one more handle or thread than the amount leads beyond the bound, and nothing else does', () => {
    const state = {
      ...INITIAL_STATE,
      threads: INITIAL_STATE.threads.set(2, { process: 1 }),
      groups: INITIAL_STATE.groups.set(1, { session: 1, handles: 2 }),
      sessions: INITIAL_STATE.sessions.set(1, { handles: 3 }),
    };
    const isBeyond = (amounts: Amounts, command: Command) =>
      HIERARCHY.space.isBeyond?.(boundOf([], amounts), state, command);
    const thread: Command = { name: 'new_thread', process: 1, thread: 3 };
    const group: Command = { name: 'hold_group', group: 1 };
    const session: Command = { name: 'hold_session', session: 1 };
    expect([1, 2].map((threads) => isBeyond({ threads }, thread))).toEqual([true, false]);
    expect([1, 2, 3].map((handles) => isBeyond({ handles }, group))).toEqual([true, true, false]);
    expect([2, 3, 4].map((handles) => isBeyond({ handles }, session))).toEqual([true, true, false]);
    expect(isBeyond({ handles: 1 }, { name: 'hold_group', group: 9 })).toBe(false);
    expect(isBeyond({ handles: 1 }, { name: 'hold_session', session: 9 })).toBe(false);
    expect(isBeyond({}, { name: 'fork', process: 1, child: 2 })).toBe(false);
    expect(isBeyond({}, { name: 'release_group', group: 1 })).toBe(false);
  });

  test('a certificate of the hierarchy commands has amounts up to 3, as a shorter failure could use, and says which codes it cannot cover', () => {
    const { certificate } = HIERARCHY.space;
    const exits = (code: number): Command[] => [
      { name: 'fork', process: 1, child: 2 },
      { name: 'exit_thread', thread: 1, code },
    ];
    const amounts = [0, 1, 2, 3, 4, 5, 9].map((length) =>
      certificate.amountsFor(Array(length).fill(exits(0)[0])),
    );
    expect(amounts).toEqual([1, 1, 1, 2, 3, 3, 3].map((most) => ({ handles: most, threads: most })));
    expect([0, -1].map((code) => certificate.whyNot?.(exits(code)))).toEqual([undefined, undefined]);
    expect(certificate.whyNot?.(exits(7))).toBe('it has exit codes that the search does not know');
    expect(certificate.whyNot?.([])).toBeUndefined();
  });

  test('a certificate of the POSIX commands has every exit code only where one but 0 is among them, and names them', () => {
    const { certificate } = LINUX.space;
    const exit = (code: number): Command => ({ name: 'exit', process: 1, code });
    const fork: Command = { name: 'fork', process: 1, child: 2 };
    expect(certificate.amountsFor([exit(0), exit(0)])).toEqual({ codes: 1 });
    expect(certificate.amountsFor([fork])).toEqual({ codes: 1 });
    expect(certificate.amountsFor([exit(0), exit(5)])).toEqual({ codes: 3 });
    const texts = [{}, { codes: 1 }, { codes: 2 }, { codes: 9 }].map((amounts) =>
      certificate.covers?.(boundOf([], amounts)),
    );
    expect(texts).toEqual(['exit codes 0', 'exit codes 0', 'exit codes 0, 1', 'exit codes 0, 1, 255']);
  });

  test('the packed form of a set is made for its bound and its commands', () => {
    for (const specification of [HIERARCHY, LINUX]) {
      const bound = boundOf(['fork', 'exit'], {}, 3);
      const { commands } = alphabetOf(specification, bound);
      const model = specification.space.packed?.(bound, commands);
      expect(model?.refusals).toHaveLength(commands.length);
      encodeState(specification.space.columns, INITIAL_STATE, model?.cells ?? new Uint8Array());
      model?.survey();
      expect(model?.drain()).toEqual([]);
    }
  });

  test('each answer within a bound of the POSIX commands stands at its place', () => {
    const { freed, ...others } = answersWithin(2);
    for (const [field, answers] of Object.entries(others))
      expect(answers).toEqual([0, 1, 2].map((id) => ({ ok: { [field]: id } })));
    expect(Object.keys(others)).toEqual(['pid', 'ppid', 'pgid', 'sid']);
    expect(freed).toEqual(
      [0, 1, 2].flatMap((pid) => [0, 256, 255 * 256, 9].map((status) => ({ ok: { pid, status } }))),
    );
    expect(NOTHING).toEqual({ ok: {} });
  });
});

/** The hierarchy commands with witnesses of our own. */
function withWitnesses(witnesses: Record<string, Witness>): Specification {
  return { ...HIERARCHY, witnesses };
}

const never = { sentence: 'never', seen: () => false };

describe('the witnesses of a bound', () => {
  test('a witness is looked for where the bound has its commands and enough of each option', () => {
    const specification = withWitnesses({
      plain: never,
      twice: { ...never, amounts: { handles: 2 } },
      held: { ...never, needs: ['hold_session'] },
      both: { ...never, needs: ['fork', 'new_thread'] },
    });
    const within = (commands: readonly CommandName[], amounts: Amounts = {}) =>
      witnessesWithin(specification, boundOf(commands, amounts));
    expect(within([])).toEqual(['plain']);
    expect(within([], { handles: 1, threads: 1 })).toEqual(['plain']);
    expect(within([], { handles: 2 })).toEqual(['plain', 'twice']);
    expect(within(['hold_session', 'new_thread', 'fork'])).toEqual(['plain']);
    expect(within(['hold_session', 'new_thread'], { handles: 1, threads: 1 })).toEqual(['plain', 'held']);
    expect(within(['fork', 'new_thread'], { threads: 1 })).toEqual(['plain', 'both']);
    expect(within(['fork', 'new_thread'], { handles: 1 })).toEqual(['plain']);
  });

  test('each witness is asked until a step inside the bound shows it, and never again', () => {
    const asked: string[] = [];
    const noting = (name: string, seen: Witness['seen']): Witness => ({
      sentence: name,
      seen: (step) => {
        asked.push(`${name} ${printCommand(step.command, HIERARCHY.vocabulary)}`);
        return seen(step);
      },
    });
    const specification = withWitnesses({
      child: noting('child', ({ before, after }) => !before.processes.has(3) && after.processes.has(3)),
      never: noting('never', () => false),
      group: noting('group', ({ command, after }) => command.name === 'create_group' && after.groups.has(1)),
    });
    const bound: SpaceBound = { ...boundOf(['fork', 'create_session']), ids: 3, newIds: 'lowest' };
    const { commands, labels } = alphabetOf(specification, bound);
    const model = new RuledModel(specification, bound, commands);
    const watch = new WitnessWatch(specification, ['group', 'child'], commands);
    expect(watch.names).toEqual(['group', 'child']);
    const witnessed = new Uint8Array(2);
    // From init alone, only the fork of the lowest id is inside.
    watch.look(model, labels, witnessed);
    expect([[...witnessed], asked]).toEqual([
      [0, 0],
      ['group 1 fork 2', 'child 1 fork 2'],
    ]);
    model.apply(labelOf(commands, '1 fork 2'));
    model.advance();
    asked.length = 0;
    watch.look(model, labels, witnessed);
    expect([...witnessed]).toEqual([0, 1]);
    expect(asked).toEqual(['group 1 fork 3', 'child 1 fork 3', 'group 2 fork 3', 'group 2 create_session']);
    asked.length = 0;
    watch.look(model, 1 + labelOf(commands, '1 fork 3'), witnessed);
    expect(asked).toEqual(['group 1 fork 3']);
    watch.look(model, labelOf(commands, '1 fork 3'), witnessed);
    expect(asked).toHaveLength(1);
    // One that was seen is looked for again, and alone, where that is wanted.
    watch.lookFor([1]);
    witnessed.fill(0);
    watch.look(model, labels, witnessed);
    expect([[...witnessed], asked.slice(1)]).toEqual([[0, 1], ['child 1 fork 3']]);
  });

  test('no command is run and nothing is asked once every witness was seen', () => {
    const specification = withWitnesses({ any: { sentence: 'any', seen: () => true } });
    const bound = boundOf(['fork'], {}, 3);
    const { commands, labels } = alphabetOf(specification, bound);
    const model = new RuledModel(specification, bound, commands);
    const watch = new WitnessWatch(specification, ['any'], commands);
    const witnessed = new Uint8Array(1);
    let [expanded, applied] = [0, 0];
    const counting = Object.assign(Object.create(model) as RuledModel, {
      cells: model.cells,
      next: model.next,
      refusals: model.refusals,
      placements: model.placements,
      expand: () => {
        expanded += 1;
        model.expand();
      },
      apply: (label: number) => ((applied += 1), model.apply(label)),
    });
    model.placements.fill(BEYOND);
    for (let time = 0; time < 3; time += 1) watch.look(counting, labels, witnessed);
    expect([[...witnessed], expanded, applied]).toEqual([[1], 1, 1]);
    expect(model.placements[labelOf(commands, '1 fork 2')]).toBe(INSIDE);
  });

  test('the command that shows a witness is the first that can be issued, is not refused and leads to it', () => {
    const specification: Specification = {
      ...withWitnesses({
        child: { sentence: 'child', seen: ({ after }) => after.processes.has(2) },
        any: { sentence: 'any', seen: () => true },
        before: {
          sentence: 'before',
          seen: ({ before, command }) => command.name === 'fork' && !before.processes.has(2),
        },
      }),
      isIssuable: (_, command) => command.name !== 'create_group',
    };
    const forks = (child: number): Command => ({ name: 'fork', process: 1, child });
    const commands: Command[] = [
      { name: 'create_group', process: 1 },
      forks(1),
      { name: 'set_subreaper', process: 1, on: true },
      forks(2),
    ];
    const first = (name: string, all = commands) =>
      witnessingCommand(specification, name, INITIAL_STATE, all);
    expect([first('child'), first('any'), first('before')]).toEqual([commands[3], commands[2], commands[3]]);
    expect(first('any', commands.slice(0, 2))).toBeUndefined();
  });
});

function labelOf(commands: readonly Command[], text: string): number {
  return commands.findIndex((command) => printCommand(command, HIERARCHY.vocabulary) === text);
}
