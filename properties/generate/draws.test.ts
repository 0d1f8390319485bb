// Goal: the draws of a command set draw what they say. Method: every chance taken every way, in states of a random walk, beside
// all commands on the ids in play that the rules accept there, or refuse for the reason that is asked for.
import { describe, expect, test } from 'vitest';
import type { Command, Id } from '../../src/contract/command.ts';
import { INIT } from '../../src/contract/command.ts';
import { printCommand } from '../../src/contract/notation/trace.ts';
import type { Refusal } from '../../src/contract/refusal.ts';
import type { CommandDraw, Ids } from '../../src/model/draws.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import type { State } from '../../src/model/state.ts';
import { childrenOf, groupOf, idInUse, isRunning, membersOf, threadsOf } from '../../src/model/state.ts';
import { stateText } from '../support/plain-search.ts';
import { posixStateAfter } from '../support/posix-scenarios.ts';
import { everyDrawn } from './every-draw.ts';
import type { Judged } from './refused-states.ts';
import { IDS_IN_PLAY, JUDGED_STATES } from './refused-states.ts';

const SETS = [
  [HIERARCHY, JUDGED_STATES.hierarchy],
  [POSIX.linux, JUDGED_STATES.posix],
] as const;

/** By command and refusal, the refusals that may apply besides, where that one is never met alone. */
const NEVER_ALONE: Readonly<Record<string, readonly Refusal[]>> = {
  'create_session leads-its-group': ['group-id-in-use', 'session-id-in-use'],
  'create_session group-id-in-use': ['session-id-in-use'],
  'create_session session-id-in-use': ['leads-its-group', 'group-id-in-use'],
  'create_group leads-its-group': ['group-id-in-use'],
};

/** The same where that one may be met alone, and is not preferred. */
const NOT_ONLY_ALONE: Readonly<Record<string, readonly Refusal[]>> = {
  'setpgid child-in-another-session': ['child-has-executed'],
};

type Fits = (command: Command, state: State) => boolean;

/** The commands that could be drawn for a refusal and are not. */
const PASSED_OVER: Readonly<Record<string, Fits>> = {
  // A leader of a session is drawn where no other leader has left its group.
  'create_group group-id-in-use': ({ process }, state) =>
    state.sessions.has(Number(process)) &&
    idsOf(state.processes).some(
      (pid) =>
        isRunning(state, pid) &&
        state.groups.has(pid) &&
        groupOf(state, pid) !== pid &&
        !state.sessions.has(pid),
    ),
  // The new thread's id is a free one.
  'new_thread not-running': ({ process, thread }, state) =>
    process === thread && idInUse(state, Number(process)),
  // Nobody to move needs no group to move to, and a wrong one would be refused as well by a target that is there.
  'setpgid no-such-process': ({ pgid }, { groups }) => pgid !== 1 && pgid !== 2 && !groups.has(Number(pgid)),
  // A caller with children asks for its group's, or for those of a group that lives, where there is one.
  'waitpid no-such-child': ({ process, pid }, state) => {
    const isMine = (child: Id): boolean => state.processes.get(child)?.parent === process;
    if (Number(pid) >= -1) return pid === 0 && childrenOf(state, Number(process)).length > 0;
    const others = idsOf(state.groups).filter(
      (pgid) => pgid !== INIT && !membersOf(state, pgid).some(isMine),
    );
    return others.length > 0 && !others.includes(-Number(pid));
  },
};

/** Commands that are drawn although the rules may say otherwise: whoever draws asks them. */
const DRAWN_BESIDES: Readonly<Record<string, Fits>> = {
  'new_thread id-in-use': ({ process, thread }, state) =>
    process === thread && threadsOf(state, Number(process)).length === 0 && isRunning(state, Number(process)),
  'kill accepted': ({ target, signal }) => target === -1 && signal === 0,
  'kill nobody-there': ({ target, signal }, { processes }) =>
    target === -1 && signal === 0 && processes.size <= 2,
};

/** The draws that may come to nothing where another chance would have given a command. */
const MAY_MISS: ReadonlySet<string> = new Set([
  'release_group not-held',
  'release_session not-held',
  'setpgid neither-self-nor-child',
]);

/** The commands that are to be drawn of all that can be issued. */
function expectedOf(
  key: string,
  commands: readonly Judged[],
  state: State,
  wanted: readonly Judged[],
): readonly Command[] {
  const besides = commands.filter(({ command }) => DRAWN_BESIDES[key]?.(command, state));
  const left = wanted.filter(({ command }) => !(PASSED_OVER[key]?.(command, state) ?? false));
  return [...new Set([...left, ...besides])].map(({ command }) => command);
}

describe.each(SETS)('$commandSet', ({ vocabulary, draws = {} }, states) => {
  /** The first state in which another command is drawn than those, or none of them; and how many are drawn in all. */
  const differing = (
    draw: CommandDraw,
    key: string,
    wantedOf: (all: readonly Judged[]) => readonly Judged[],
  ) => {
    let count = 0;
    const [name] = key.split(' ') as [string];
    for (const { state, commands } of states) {
      const all = commands.get(name) ?? [];
      const textsOf = (those: readonly Command[]) =>
        those.map((command) => printCommand(command, vocabulary)).toSorted();
      const expected = textsOf(expectedOf(key, all, state, wantedOf(all)));
      const { commands: drawn, mayMiss } = everyDrawn(draw, state, IDS_IN_PLAY);
      const found = textsOf(drawn);
      count += found.length;
      const misses = mayMiss && found.length > 0 && !MAY_MISS.has(key);
      if (misses || found.join() !== expected.join())
        return { state: stateText(state), expected, found, misses };
    }
    return count;
  };

  const accepted = (all: readonly Judged[]) => all.filter(({ refusals }) => refusals.length === 0);

  test('a draw that never gives one of the commands, or gives one that is refused, is found in a state', () => {
    const { accepted: draw, refused: other } = draws.fork;
    const forgetful: CommandDraw = (state, told) => {
      const command = draw(state, told);
      return command?.child === 3 ? undefined : command;
    };
    const wild: CommandDraw = (state, told) =>
      told.chance(1) ? draw(state, told) : other['id-in-use']?.(state, told);
    for (const wrong of [forgetful, wild])
      expect(differing(wrong, 'fork accepted', accepted)).toHaveProperty('found');
    expect(differing(forgetful, 'fork accepted', accepted)).toHaveProperty('misses', true);
  });

  test('a draw that meets nothing draws nothing, whatever it is for', () => {
    const drawn = Object.entries(draws).flatMap(([name, draw]) =>
      Object.entries({ accepted: draw.accepted, ...draw.refused }).flatMap(([key, each]) =>
        states
          .slice(0, 20)
          .flatMap(({ state }) =>
            everyDrawn(each, state, IDS_IN_PLAY, { meetsNothing: true }).commands.map(() => `${name} ${key}`),
          ),
      ),
    );
    // That one asks for init, which is always there.
    expect(new Set(drawn)).toEqual(new Set('exit' in draws && 'free' in draws ? ['exit is-init'] : []));
  });

  test.each(Object.keys(draws))(
    'every %s that is accepted can be drawn, and no other, and one always is where there is one',
    (name) => {
      expect(differing(draws[name].accepted, `${name} accepted`, accepted)).toBeGreaterThan(5);
    },
  );

  const refused = Object.entries(draws).flatMap(([name, draw]) =>
    Object.keys(draw.refused).map((refusal) => [name, refusal] as const),
  );
  test.each(refused)(
    'a %s that is to be refused with %s is any that is refused for that alone, where there is one',
    (name, refusal) => {
      const key = `${name} ${refusal}`;
      const besides = [refusal, ...(NEVER_ALONE[key] ?? NOT_ONLY_ALONE[key] ?? [])];
      const wanted = (all: readonly Judged[]) => {
        const such = all.filter(({ refusals }) => refusals.includes(refusal));
        const alone = such.filter(({ refusals }) => refusals.length === 1);
        if (alone.length > 0 && !(key in NOT_ONLY_ALONE)) return alone;
        return such.filter(({ refusals }) => refusals.every((each) => besides.includes(each)));
      };
      expect(differing(draws[name].refused[refusal] as CommandDraw, key, wanted)).toBeGreaterThan(2);
    },
  );
});

function idsOf(ids: Ids): readonly Id[] {
  return Array.from({ length: ids.size }, (_, position) => ids.idAt(position));
}

describe('chances that prefer', () => {
  const { setsid, kill } = POSIX.linux.draws ?? {};
  const IDS = [1, 2, 3, 4, 5, 6, 7];
  /** The callers of what is drawn by these chances. */
  const callersOf = (draw: CommandDraw | undefined, text: string, chances: (percent: number) => boolean) =>
    draw && everyDrawn(draw, posixStateAfter(text), IDS, { chances }).commands.map(({ process }) => process);
  const WITH_ZOMBIES = '1 fork 2; 2 setpgid 0 0; 2 fork 3; 2 setpgid 0 1; 3 exit 0';
  const WITH_BOTH = '1 fork 4; 4 setpgid 0 0; 4 fork 5; 4 fork 6; 4 setpgid 0 1; 5 exit 0';

  test('half of the leaders that may not found a session are any, and the others have left their group to zombies, or to others, where there is one', () => {
    const draw = setsid?.refused['group-id-in-use'];
    const never = (): boolean => false;
    expect(callersOf(draw, `${WITH_ZOMBIES}; ${WITH_BOTH}`, never)).toEqual([2]);
    expect(callersOf(draw, `${WITH_BOTH}; 1 fork 7; 7 setpgid 0 0`, never)).toEqual([4]);
    expect(callersOf(draw, '1 fork 7; 7 setpgid 0 0', never)).toEqual([1, 7]);
    expect(callersOf(draw, `${WITH_ZOMBIES}; ${WITH_BOTH}`, () => true)).toEqual([1, 2, 4]);
  });

  test('a kill of a group is one of all there are three times in ten', () => {
    const all = (percent: number): boolean => percent === 30;
    const drawn = kill && everyDrawn(kill.accepted, posixStateAfter('1 fork 2'), IDS, { chances: all });
    expect(drawn?.commands).toEqual(
      [1, 2].map((process) => ({ name: 'kill', process, target: -1, signal: 0 })),
    );
  });
});
