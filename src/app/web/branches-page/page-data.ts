// The data of the script of the page with lanes: a sentence for each row, and the states that can be drawn.
import type { ConcurrentStory } from '../../../counterexample/explain/concurrent-story.ts';
import type { LaneRow } from '../../../counterexample/explain/lanes.ts';
import { distinctRows } from '../../../counterexample/explain/lanes.ts';
import { NOTHING_HELD } from '../../../contract/observation/tree.ts';
import type { StateData } from '../components/state-data.ts';
import { stateData } from '../components/state-data.ts';

/** One moment: before the branches, then one a row. */
export interface LaneMoment {
  /** The number of the step, 0 for the start. */
  readonly number: number;
  /** The command, point or answer, short. */
  readonly title: string;
  readonly sentences: readonly string[];
}

/** A state that can be looked at, and what led to it. */
export interface StateToShow {
  readonly title: string;
  readonly sentence: string;
  readonly state: StateData;
}

export interface BranchesData {
  readonly unit: string;
  /** The steps of the whole run; some of a loop are no moment of their own. */
  readonly steps: number;
  readonly moments: readonly LaneMoment[];
  /** By the place of its button: before the branches, each order, and at rest. */
  readonly states: readonly StateToShow[];
  /** The one that is shown first. */
  readonly shown: number;
}

export function branchesDataOf(story: ConcurrentStory): BranchesData {
  const { lanes, orders, start, rest, specification, failure } = story;
  const { shows } = specification.vocabulary;
  const states: StateToShow[] = [
    {
      title: 'Before the branches',
      sentence: 'The state in which the branches start, by the model.',
      state: stateData(start.state, start.held, shows),
    },
    ...orders.map(({ commands, because, rule, state, held }) => ({
      title: commands.map(({ place }) => place).join(' '),
      sentence:
        because === undefined
          ? 'This order explains the run: the model is here afterwards.'
          : `${rule === undefined ? `All of these may stand so, but ${because}` : `${commands.at(-1)?.place} ${because}`}. The model, after the commands that may stand so:`,
      state: stateData(state, held, shows),
    })),
    ...(rest === undefined
      ? []
      : [
          {
            title: 'At rest',
            sentence: 'The state that the system showed when all branches had ended.',
            state: stateData(rest, NOTHING_HELD, shows),
          },
        ]),
  ];
  return {
    unit: lanes.unit === 'step' ? 'Step' : 'Event',
    steps: lanes.rows.length,
    moments: [
      { number: 0, title: 'start', sentences: ['The branches start.'] },
      ...distinctRows(lanes.rows).map((row) => momentOf(row)),
    ],
    states,
    shown:
      rest === undefined ? (failure === undefined ? 0 : Math.min(1, states.length - 1)) : states.length - 1,
  };
}

function momentOf({ number, branch, place, at, calls, answers, preempts, cells }: LaneRow): LaneMoment {
  const holds = cells[branch - 1].holds;
  const left = preempts ? ' It preempts the branch that could have gone on.' : '';
  const waiting = cells.flatMap(({ state, waitsAt }, index) =>
    state === 'waits' ? [`Branch ${index + 1} waits${waitsAt === undefined ? '' : ` at ${waitsAt}`}.`] : [],
  );
  return {
    number,
    title: calls ?? at ?? answers ?? '',
    sentences: [
      ...(calls === undefined ? [] : [`Branch ${branch} calls ${place}.${left}`]),
      ...(at === undefined ? [] : [`Branch ${branch} goes on from ${at}, in ${place}.${left}`]),
      ...(holds.length === 0 ? [] : [`It holds ${holds.join(', ')} then.`]),
      ...(answers === undefined ? [] : [`${place} answers ${answers}.`]),
      ...waiting,
    ],
  };
}
