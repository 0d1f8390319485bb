// States that a random walk of few ids leads through, and every command that could be drawn there with its refusals: asked of
// the rules once, when this is read.
import type { Command, CommandName, Id } from '../../src/contract/command.ts';
import type { Refusal } from '../../src/contract/refusal.ts';
import { Dice } from '../../src/engines/generate/prng.ts';
import { alphabetOf } from '../../src/model/bounded/alphabet.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import type { Specification } from '../../src/model/specification.ts';
import type { State } from '../../src/model/state.ts';
import { posixStateAfter } from '../support/posix-scenarios.ts';
import { stateAfter } from '../support/scenarios.ts';
import { stateText } from '../support/plain-search.ts';
import { CODES } from './every-draw.ts';

/** A command that can be issued, and the refusals that apply to it. */
export interface Judged {
  readonly command: Command;
  readonly refusals: readonly Refusal[];
}

/** A state, and by name the commands that can be issued in it. */
interface JudgedState {
  readonly state: State;
  readonly commands: ReadonlyMap<CommandName, readonly Judged[]>;
}

/** The ids of the states, and one that nothing ever bears. */
export const IDS_IN_PLAY: readonly Id[] = [1, 2, 3, 4];
const NOBODY: Id = 4;

const SEVERAL = [-2, -1, 0, ...IDS_IN_PLAY];
const VALUES = {
  'pid-or-self': () => SEVERAL,
  'pgid-or-own': () => SEVERAL,
  'exit-code': () => CODES.byte,
};

const STEPS = 12;

/** So many states that differ, met on walks from these of which each step is by any command that changes something. */
function judgedStates(
  specification: Specification,
  starts: readonly State[],
  count: number,
): readonly JudgedState[] {
  const values = { ...specification.space.values, ...VALUES };
  const { commands } = alphabetOf(
    { ...specification, space: { ...specification.space, values } },
    { ids: IDS_IN_PLAY.length, amounts: {}, commands: specification.commands, newIds: 'any' },
  );
  const dice = new Dice();
  dice.seed(3);
  const oneOf = <Item>(items: readonly Item[]): Item => items[dice.below(items.length)];
  const found = new Map<string, JudgedState>();
  let [state] = starts;
  for (let step = 1; found.size < count; step += 1) {
    const judged = commands
      .filter((command) => specification.isIssuable(state, command))
      .map((command) => ({ command, refusals: specification.refusalsOf(state, command) }));
    found.set(stateText(state), { state, commands: Map.groupBy(judged, ({ command }) => command.name) });
    const nexts = judged
      .filter(({ command, refusals }) => refusals.length === 0 && !Object.values(command).includes(NOBODY))
      .map(({ command }) => ({ name: command.name, next: specification.step(state, command).next }))
      .filter(({ next }) => next !== state);
    const name = oneOf([...new Set(nexts.map((each) => each.name))]);
    state =
      step % STEPS === 0
        ? starts[(step / STEPS) % starts.length]
        : oneOf(nexts.filter((each) => each.name === name)).next;
  }
  return [...found.values()];
}

// States as random walks seldom meet them: leaders that have left their group or live on in another one of their session, a
// zombie beside another session, a child that stayed behind.
const HIERARCHY_STARTS = [
  '',
  '1 fork 2; 2 create_group; 2 fork 3; 2 move_to_group 1',
  '1 fork 2; 1 fork 3; 2 create_group; 1 move_to_group 2; 2 move_to_group 1',
  '1 fork 2; 2 create_session; 2 fork 3; 3 create_group; 2 move_to_group 3',
  '1 fork 2; 2 create_session; 1 fork 3; 3 exit',
];
const POSIX_STARTS = [
  '',
  '1 fork 2; 2 setpgid 0 0; 2 fork 3; 2 setpgid 0 1',
  '1 fork 2; 2 fork 3; 2 setsid',
  '1 fork 2; 2 fork 3; 3 execve; 2 setsid',
];

export const JUDGED_STATES = {
  hierarchy: judgedStates(
    HIERARCHY,
    HIERARCHY_STARTS.map((text) => stateAfter(text)),
    100,
  ),
  posix: judgedStates(
    POSIX.linux,
    POSIX_STARTS.map((text) => posixStateAfter(text)),
    90,
  ),
} as const;
