// The data of the page's script: a story reduced to what is drawn, as small JSON.
import type { ShownFields } from '../../../contract/observation/fields.ts';
import { printAnswer, printCommand } from '../../../contract/notation/trace.ts';
import type {
  Observation,
  ProcessObservation,
  TerminalObservation,
} from '../../../contract/observation/observation.ts';
import { saidOf } from '../../../contract/notation/process-marks.ts';
import { printState, terminalFacts } from '../../../contract/notation/state.ts';
import { layOut, NOTHING_HELD } from '../../../contract/observation/tree.ts';
import type { HeldCounts } from '../../../contract/observation/tree.ts';
import { needSentence } from '../../../counterexample/explain/necessary-steps.ts';
import type { Difference } from '../../../counterexample/explain/story.ts';
import type { Story, StoryStep } from '../../../counterexample/explain/story.ts';
import { changeTexts, expectedText } from '../../../counterexample/explain/story.ts';
import { ownDifferences } from './marked.ts';
import { SIGN_CLASSES } from './signs.ts';

/** A process as it is drawn. `parent` is a pid where it has one that is shown. */
export interface ProcessData {
  readonly pid: number;
  readonly parent?: number;
  readonly zombie?: true;
  readonly stopped?: true;
  /** Words below the pid: zombie, subreaper, threads … */
  readonly notes?: readonly string[];
  /** Those of them that have a sign of their own: `executed`, `ignores`. */
  readonly signs?: Readonly<Record<string, string>>;
}

/** A group or session as it is drawn; `id` is `?` where it is not shown. */
export interface GroupData {
  readonly id: number | '?';
  readonly held?: number;
  readonly members: readonly ProcessData[];
  /** The terminals in whose foreground it is shown to be. */
  readonly foregroundOf?: readonly number[];
}

/** A terminal as it is drawn: its number, and what is shown of it in words. */
export interface TerminalData {
  readonly id: number;
  readonly words: string;
}

export interface SessionData {
  readonly id: number | '?';
  readonly held?: number;
  readonly groups: readonly GroupData[];
}

/** One side's state. */
export interface StateData {
  readonly sessions: readonly SessionData[];
  readonly terminals?: readonly TerminalData[];
  /** A sentence for each process whose wait ended with the command. */
  readonly woken?: readonly string[];
  readonly notation: string;
  readonly remarks?: readonly string[];
}

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
  const differs: Record<string, string> = {};
  for (const { of, field, expected, seen } of ownDifferences(differences)) {
    const words = `${field}: ${expected} expected, ${seen} seen`;
    differs[of] = differs[of] === undefined ? words : `${differs[of]}; ${words}`;
  }
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
    differs,
    parents: parentsIn(differences),
  };
}

/** The moment of a reset that does not lead back. */
const RESET = { command: 'reset', sentence: 'back to init alone, in group 1 of session 1' } as const;

/** The processes that are new, gone or under another parent. */
function parentsIn(differences: readonly Difference[]): readonly string[] {
  return differences.filter(({ field }) => field === 'parent' || field === 'existence').map(({ of }) => of);
}

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

export function stateData(observation: Observation, held: HeldCounts, shows: ShownFields): StateData {
  const { sessions, terminals, remarks } = layOut(observation, held);
  const { woken = [] } = observation;
  const known = new Set((observation.processes ?? []).map(({ pid }) => pid));
  return {
    sessions: sessions.map((session) => ({
      id: session.sid ?? '?',
      ...(session.held > 0 && { held: session.held }),
      groups: session.groups.map((group) => ({
        id: group.pgid ?? '?',
        ...(group.held > 0 && { held: group.held }),
        members: group.members.map((process) => processData(process, known, shows)),
        ...foregroundOf(group.pgid, session.sid, terminals),
      })),
    })),
    ...(terminals.length > 0 && {
      terminals: terminals.map((each) => ({ id: each.terminal, words: terminalFacts(each, observation) })),
    }),
    ...(woken.length > 0 && {
      woken: woken.map(({ process, answer }) => `process ${process} woken with ${printAnswer(answer)}`),
    }),
    notation: printState(observation, held),
    ...(remarks.length > 0 && { remarks }),
  };
}

function foregroundOf(
  pgid: number | undefined,
  sid: number | undefined,
  terminals: readonly TerminalObservation[],
): Pick<GroupData, 'foregroundOf'> {
  const theirs = terminals.filter(
    ({ session, foreground }) => pgid !== undefined && foreground === pgid && session === sid,
  );
  return theirs.length === 0 ? {} : { foregroundOf: theirs.map(({ terminal }) => terminal) };
}

function processData(
  process: ProcessObservation,
  known: ReadonlySet<number>,
  shows: ShownFields,
): ProcessData {
  const { pid, parent, state } = process;
  const shown = typeof parent === 'number' && known.has(parent);
  const said = saidOf(process, shows);
  const lost = typeof parent === 'number' && !shown ? [`parent ${parent} is not there`] : [];
  const first = state === 'zombie' || state === 'stopped' ? 1 : 0;
  const notes = said.map(({ words }) => words).toSpliced(first, 0, ...lost);
  const signs = said.flatMap(({ field, words }) => {
    const sign = SIGN_CLASSES[field];
    return sign === undefined ? [] : [[words, sign] as const];
  });
  return {
    pid,
    ...(shown && { parent }),
    ...(state === 'zombie' && { zombie: true as const }),
    ...(state === 'stopped' && { stopped: true as const }),
    ...(notes.length > 0 && { notes }),
    ...(signs.length > 0 && { signs: Object.fromEntries(signs) }),
  };
}
