// The model's half of the toy command set: rules, sentences, and what engines ask of a set. Names no table.
import { INIT } from '../../src/contract/command.ts';
import type { Id } from '../../src/contract/command.ts';
import { COMMON_COLUMNS, RANK_COLUMN } from '../../src/model/bounded/columns.ts';
import type { SetModel } from '../../src/model/command-set.ts';
import { bearersOf, idsNamed } from '../../src/model/describe-phrases.ts';
import { inNewSession, withNewProcess, withOrphansAdopted } from '../../src/model/effects.ts';
import type { Rules } from '../../src/model/rulebook.ts';
import { specificationsOf } from '../../src/model/specification.ts';
import type { Specification } from '../../src/model/specification.ts';
import {
  childrenInOrder,
  groupOf,
  idInUse,
  isRunning,
  newProcess,
  sessionOf,
} from '../../src/model/state.ts';
import type { State } from '../../src/model/state.ts';
import { TOY_VOCABULARY } from './vocabulary.ts';

type ToyTable = (typeof TOY_VOCABULARY)['commands'];

/** The place of a process's next child. */
function nextPlace(state: State, pid: Id): number {
  const latest = childrenInOrder(state, pid).at(-1);
  return (state.processes.get(latest ?? 0)?.place ?? 0) + 1;
}

/** The process is gone, and its children, in their order, are init's. */
function withoutChild(state: State, pid: Id): State {
  const placeWith = nextPlace;
  const adopted = withOrphansAdopted(state, pid, childrenInOrder(state, pid), { placeWith });
  return { ...adopted, processes: adopted.processes.delete(pid) };
}

function rulesBy(profile: string | undefined): Rules<ToyTable> {
  return {
    spawn: {
      issuableIf: (state, { process }) => isRunning(state, process),
      refusedIf: {
        'id-taken': (state, { child }) => idInUse(state, child),
        'two-children': (state, { process }) => childrenInOrder(state, process).length >= 2,
      },
      answer: (_, { child }) => ({ pid: child }),
      effect: (state, { process, child }) => {
        const led = state.sessions.has(process) ? state : inNewSession(state, process);
        const place = nextPlace(state, process);
        return withNewProcess(led, child, { ...newProcess(process, process), place });
      },
    },
    reap: {
      issuableIf: (state, { process }) => isRunning(state, process),
      refusedIf: { childless: (state, { process }) => childrenInOrder(state, process).length === 0 },
      answers: (state, { process }) => {
        const [latest, ...others] = childrenInOrder(state, process)
          .toReversed()
          .map((pid) => ({ pid }));
        return profile === 'latest' ? [latest] : [latest, ...others];
      },
      effect: (state, _, { pid }) => withoutChild(state, pid),
    },
  };
}

const TOY_MODEL: SetModel<ToyTable> = {
  vocabulary: TOY_VOCABULARY,
  again: { module: import.meta.url, make: 'toySpecification' },
  rules: rulesBy,
  leavesChoices: (profile) => profile !== 'latest',
  told: {
    spawn: ({ before, after }, { process, child }) =>
      `process ${process} spawns ${child} into group ${groupOf(after, child)}` +
      (before.sessions.has(process) ? '' : `, and leads session ${process} from now on`),
    reap: ({ before, after }, { process }) => {
      const reaped = childrenInOrder(before, process).filter((pid) => !after.processes.has(pid));
      return `process ${process} reaps ${idsNamed('child', reaped)}`;
    },
  },
  met: {
    'id-taken': (state, { child }) => bearersOf(state, child),
    'two-children': (state, { process }) =>
      `process ${process} has ${idsNamed('child', childrenInOrder(state, process))}`,
    childless: (_, { process }) => `process ${process} has no child`,
  },
  grounds: { 'id-taken': (state, { child }) => (state.processes.has(child) ? 'process' : 'group') },
  witnesses: {
    'orphan-keeps-its-session': {
      sentence: 'an orphan passes to init and stays in the session of the parent that it lost',
      seen: ({ before, command: { name, process }, after }) =>
        name === 'reap' &&
        childrenInOrder(after, INIT).some((pid) => {
          const parent = before.processes.get(pid)?.parent;
          return parent !== INIT && parent !== process && sessionOf(after, pid) === parent;
        }),
    },
    'third-child-adopted': {
      sentence: 'adoption gives init a third child, which no spawn can',
      seen: ({ before, after }) =>
        childrenInOrder(before, INIT).length <= 2 && childrenInOrder(after, INIT).length > 2,
    },
  },
  neverAlone: [],
  drain: (state) =>
    Array.from({ length: state.processes.size - 1 }, () => ({ name: 'reap', process: INIT }) as const),
  undo: (_, { name, process }) => (name === 'spawn' ? [[{ name: 'reap', process }]] : []),
  space: {
    idsByDefault: 4,
    families: ['core'],
    options: {},
    columns: [...COMMON_COLUMNS, RANK_COLUMN],
    draining: ['reap'],
    homeward: ({ commands }) => (commands.includes('spawn') ? ['reap'] : []),
    certificate: { everyCommandUpTo: 9, amountsFor: () => ({}) },
  },
};

/** The executable specification of the toy commands under each profile: any child is reaped, or the latest. */
export const TOY: readonly [Specification, ...Specification[]] = specificationsOf<ToyTable>(TOY_MODEL);

/**
 * The one of a profile, as its recipe names it.
 *
 * @public
 */
export function toySpecification(profile: string): Specification {
  return TOY.find((specification) => specification.profile === profile) ?? TOY[0];
}
