// The data of the page's script: a story reduced to what is drawn, as small JSON.
import { printAnswer, printCommand } from '../../../contract/notation/trace.ts';
import { changeTexts } from '../../../contract/observation/difference-text.ts';
import type { Observation } from '../../../contract/observation/observation.ts';
import { NOTHING_HELD } from '../../../contract/observation/tree.ts';
import type { HeldCounts } from '../../../contract/observation/tree.ts';
import { needSentence } from '../../../counterexample/explain/necessary-steps.ts';
import type { Story, StoryStep } from '../../../counterexample/explain/story.ts';
import { expectedText } from '../../../counterexample/explain/story.ts';
import { differsByThing, ownDifferences, parentsIn } from '../components/marked.ts';
import type { StateData } from '../components/state-data.ts';
import { stateData } from '../components/state-data.ts';

/** One moment: the start, then one a command. */
export interface MomentData {
  readonly command: string;
  readonly sentence: string;
  readonly expected?: string;
  readonly seen?: string;
  /** The answers differ. */
  readonly wrong?: true;
  readonly need?: string;
  readonly changes?: readonly string[];
  /** `process 3`, `group 2`: what the command changed. */
  readonly touched?: readonly string[];
  /** The processes among those that have another parent now. */
  readonly passed?: readonly string[];
  /** In which order children are waited for, where it is not that of their pids. */
  readonly order?: readonly string[];
  readonly model: StateData;
  /** Left out where the system shows the same; a text where there is nothing to draw. */
  readonly system?: StateData | string;
}

export interface PageData {
  readonly system: string | undefined;
  readonly moments: readonly MomentData[];
  /** The moment at which they part; -1 for none. */
  readonly parts: number;
  /** `process 3` and what is wrong about it, at that moment. */
  readonly differs: Readonly<Record<string, string>>;
  /** The processes among those whose parents differ. */
  readonly parents: readonly string[];
}

export function pageDataOf(story: Story): PageData {
  const { failure, steps, start } = story;
  const { differences = [], step: parted = -1 } = failure?.divergence ?? {};
  const reset = failure !== undefined && parted < 0 && steps.length > 0;
  const parts = failure === undefined ? -1 : reset ? steps.length + 1 : parted + 1;
  const model = stateData(start.model, NOTHING_HELD, story.specification.vocabulary.shows);
  const first: MomentData = {
    command: 'start',
    sentence: 'init alone, in group 1 of session 1',
    model,
    ...systemSide(story, start.system, model, NOTHING_HELD, parts === 0),
  };
  return {
    system: story.outcome === 'untried' ? undefined : (story.system ?? 'the system'),
    moments: [
      first,
      ...steps.map((step, index) => momentData(story, step, index, parts)),
      ...(reset ? [{ ...first, ...RESET, ...systemSide(story, undefined, model, NOTHING_HELD, true) }] : []),
    ],
    parts,
    differs: differsByThing(differences),
    parents: parentsIn(differences),
  };
}

/** The moment of a reset that does not lead back. */
const RESET = { command: 'reset', sentence: 'back to init alone, in group 1 of session 1' } as const;

function momentData(story: Story, step: StoryStep, index: number, parts: number): MomentData {
  const { failure } = story;
  const here = parts === index + 1;
  const changes = changeTexts(step.changes);
  const touched = [...new Set(ownDifferences(step.changes).map(({ of }) => of))];
  const model = stateData(step.model, step.held, story.specification.vocabulary.shows);
  return {
    command: printCommand(step.command, story.specification.vocabulary),
    sentence: step.sentence,
    expected: expectedText(step.expectedAnswer),
    ...(step.seenAnswer !== undefined && { seen: printAnswer(step.seenAnswer) }),
    ...(here && failure?.divergence.kind === 'answer' && { wrong: true as const }),
    ...(step.without !== undefined && { need: needSentence(index + 1, step.without) }),
    ...(changes.length > 0 && { changes }),
    ...(touched.length > 0 && { touched, passed: parentsIn(step.changes) }),
    ...(step.order.length > 0 && { order: step.order }),
    model,
    ...systemSide(story, step.system, model, step.held, here),
  };
}

/** The system's side, where it is not just the model's. */
function systemSide(
  { specification, failure, outcome }: Story,
  shown: Observation | undefined,
  model: StateData,
  held: HeldCounts,
  here: boolean,
): Pick<MomentData, 'system'> {
  const seen = here ? failure?.divergence.seen : shown;
  if (seen === undefined)
    return here
      ? { system: 'It shows nothing: it could not be asked any more.' }
      : outcome === 'recorded'
        ? {}
        : { system: 'It shows nothing.' };
  const data = stateData(seen, held, specification.vocabulary.shows);
  return data.notation === model.notation && !here ? {} : { system: data };
}
