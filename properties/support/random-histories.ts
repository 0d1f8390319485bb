// Small random histories for tests: commands drawn and run on the model one after the other, each somewhere between its
// call and its answer; some are cut off, and some are made wrong afterwards.
import type { Answer, Command } from '../../src/contract/command.ts';
import { FlatObservation } from '../../src/contract/observation/flat-observation.ts';
import { unflatten } from '../../src/contract/observation/json.ts';
import type { Observation } from '../../src/contract/observation/observation.ts';
import { refusalAs } from '../../src/lockstep/answer-agreement.ts';
import { Decoder } from '../../src/engines/generate/command-decoder.ts';
import { Dice } from '../../src/engines/generate/prng.ts';
import type { ConcurrentHistory, HistoryEntry } from '../../src/engines/concurrency/history.ts';
import type { Specification } from '../../src/model/specification.ts';
import type { State } from '../../src/model/state.ts';
import { shapeOf } from './by-set.ts';

/** The kind of histories to draw. */
export interface HistoryDraw {
  readonly specification: Specification;
  readonly branches: number;
  readonly commands: number;
  readonly prefix: number;
  readonly idsMax: number;
  /** Commands cut off before their answer, in percent. */
  readonly cutOffPercent: number;
  /** Looks among the commands, in percent. */
  readonly looksPercent: number;
}

const CHOICE_MAX = 0x7fff_ffff;

/** The observation of a state, as JSON. */
function shownOf(specification: Specification, state: State): Observation {
  const flat = new FlatObservation();
  specification.observe(state, flat);
  return unflatten(flat);
}

/** The answer of the model; where the system may choose, the choice is the dice's. */
function answerOf(specification: Specification, state: State, command: Command, dice: Dice): Answer {
  const allowed = specification.answersTo(state, command);
  if (allowed.length > 0) return allowed[dice.below(allowed.length)];
  const [first] = specification.refusalsOf(state, command);
  return { refused: refusalAs(specification, first) };
}

/** An entry in the making. */
type Draft = { -readonly [Key in keyof HistoryEntry]: HistoryEntry[Key] };

/** A history that some order explains: the one in which its commands were run. */
export function linearizableHistory(draw: HistoryDraw, seed: number): ConcurrentHistory {
  const { specification } = draw;
  const dice = new Dice();
  dice.seed(seed);
  const shape = shapeOf(dice.below(CHOICE_MAX), specification.commands, draw.idsMax);
  const decoder = new Decoder(specification, specification.commands, { ...shape, refusedPercent: 30 });
  let state = specification.initial;
  const run = (command: Command): Answer => {
    const answer = answerOf(specification, state, command, dice);
    state = specification.step(state, command, answer).next;
    return answer;
  };
  const decode = (): Command => decoder.decode(dice.below(CHOICE_MAX), state);
  const prefix = Array.from({ length: draw.prefix }, () => {
    const command = decode();
    return { command, answer: run(command) };
  });
  const branches: Draft[][] = Array.from({ length: draw.branches }, () => []);
  /** By branch: between commands, called, or done and not yet answered. */
  const stages: ('between' | 'called' | 'done' | 'over')[] = branches.map(() => 'between');
  let time = 0;
  let left = draw.commands;
  while (stages.some((stage) => stage === 'called' || stage === 'done') || left > 0) {
    if (stages.every((stage) => stage === 'over')) break;
    const branch = dice.below(draw.branches);
    const stage = stages[branch];
    time += 1;
    if (stage === 'between' && left > 0) {
      left -= 1;
      branches[branch].push({ command: { name: 'observe' }, called: time });
      stages[branch] = 'called';
    } else if (stage === 'called') {
      const entry = branches[branch].at(-1) as Draft;
      if (dice.chance(draw.looksPercent)) {
        entry.observation = shownOf(specification, state);
      } else {
        // It takes effect here, and is drawn here, so that it can be issued.
        entry.command = decode();
        const isLost = dice.chance(draw.cutOffPercent) && dice.chance(50);
        if (!isLost) entry.answer = run(entry.command);
        else stages[branch] = 'over';
      }
      if (stages[branch] === 'called') stages[branch] = 'done';
    } else if (stage === 'done') {
      const entry = branches[branch].at(-1) as Draft;
      if (entry.answer !== undefined && dice.chance(draw.cutOffPercent)) {
        delete entry.answer;
        stages[branch] = 'over';
      } else {
        entry.answered = time;
        stages[branch] = 'between';
      }
    }
  }
  return { prefix, branches, observation: shownOf(specification, state), atRest: false };
}

/** The same with something in it changed, which mostly no order explains. */
export function corrupted(
  { specification }: HistoryDraw,
  history: ConcurrentHistory,
  seed: number,
): ConcurrentHistory {
  const dice = new Dice();
  dice.seed(seed ^ 0x5bd1e995);
  const places = history.branches.flatMap((branch, index) =>
    branch.flatMap(({ answer, command }, position) =>
      answer === undefined ? [] : [{ index, position, answer, name: command.name }],
    ),
  );
  const looks = history.branches.flatMap((branch, index) =>
    branch.flatMap(({ observation }, position) =>
      observation === undefined ? [] : [{ index, position, observation }],
    ),
  );
  if (looks.length > 0 && dice.chance(50)) return withOtherLook(history, looks[dice.below(looks.length)]);
  if (places.length === 0) return history;
  const one = places[dice.below(places.length)];
  const other = places[dice.below(places.length)];
  const refusals = Object.keys(specification.vocabulary.refusals);
  const kind = dice.below(5);
  if (kind === 0) return { ...history, observation: withoutLast(history.observation ?? {}) };
  if (kind === 1)
    return withAnswer(
      withAnswer(history, one, other.answer),
      other,
      one.name === other.name ? one.answer : OK,
    );
  if (kind === 2) return withAnswer(history, one, { refused: true });
  if (kind === 3) return withAnswer(history, one, other.name === one.name ? other.answer : OK);
  const refusal = refusals[dice.below(refusals.length)];
  return withAnswer(history, one, { refused: refusalAs(specification, refusal) });
}

const OK: Answer = { ok: {} };

/** The same with another look in one place: of the end, or with something missing. */
function withOtherLook(
  history: ConcurrentHistory,
  {
    index,
    position,
    observation,
  }: { readonly index: number; readonly position: number; readonly observation: Observation },
): ConcurrentHistory {
  const end = history.observation ?? {};
  const isEnd = JSON.stringify(end) === JSON.stringify(observation);
  const branch = history.branches[index];
  const entry = { ...branch[position], observation: isEnd ? withoutLast(observation) : end };
  return { ...history, branches: history.branches.with(index, branch.with(position, entry)) };
}

/** The same with another answer to one command. */
function withAnswer(
  history: ConcurrentHistory,
  { index, position }: { readonly index: number; readonly position: number },
  answer: Answer,
): ConcurrentHistory {
  const branch = history.branches[index];
  return {
    ...history,
    branches: history.branches.with(index, branch.with(position, { ...branch[position], answer })),
  };
}

/** The state with its last process gone, or without one of its groups. */
function withoutLast(observation: Observation): Observation {
  const { processes = [], groups = [] } = observation;
  return processes.length > 1
    ? { ...observation, processes: processes.slice(0, -1) }
    : { ...observation, groups: groups.slice(0, -1) };
}
