// A lesson as somebody takes it: which scene they are at, what they chose, and the trial brought to that place. Whatever
// else they try in between, the lesson goes on where it was.
import { shown } from '../../../../model/changes.ts';
import { answerText } from '../../../play/step-text.ts';
import { unflatten } from '../../../../contract/observation/json.ts';
import { parseCommand } from '../../../../contract/notation/trace.ts';
import type { CommandTree } from '../command-tree.ts';
import type { Trial } from '../trial.ts';
import { holds } from './claim.ts';
import type { Lesson, Scene } from './lesson.ts';
import { LESSONS } from './lessons.ts';

/** Begins the fragment of an address that names a lesson. */
export const LESSON_ADDRESS = 'lesson=';

/** The lesson and the step, from 1, that a fragment names; the problem is a sentence. `undefined`: it is no lesson's. */
export function lessonIn(
  fragment: string,
): { readonly lesson: Lesson; readonly number: number } | { readonly problem: string } | undefined {
  if (!fragment.startsWith(LESSON_ADDRESS)) return undefined;
  const [id, step = '1', ...more] = fragment.slice(LESSON_ADDRESS.length).split('/');
  const lesson = LESSONS.find((each) => each.id === id);
  if (lesson === undefined) return { problem: 'there is no such lesson: "Lessons" lists them all' };
  const number = Number(step);
  if (more.length > 0 || !/^\d{1,3}$/.test(step) || number < 1 || number > lesson.scenes.length)
    return {
      problem: `the lesson has the steps 1 to ${lesson.scenes.length}, and the address names another`,
    };
  return { lesson, number };
}

/** A choice, and whether the model bears it out. */
export interface JudgedChoice {
  readonly claim: string;
  readonly isSo: boolean;
}

/** One lesson on one trial. */
export class LessonCourse {
  readonly lesson: Lesson;
  readonly #trial: Trial;
  #tree: CommandTree | undefined;
  readonly #first: number;
  #index: number;
  #chosen: JudgedChoice | undefined;
  #judged: readonly JudgedChoice[] = [];
  #rightCount = 0;

  /** @param number The scene that it begins with, from 1; the lesson must have it. */
  constructor(lesson: Lesson, trial: Trial, number = 1) {
    this.lesson = lesson;
    this.#trial = trial;
    this.#first = number;
    this.#index = number - 1;
    this.#walk();
    this.#judged = this.#judge();
  }

  /** The fragment of the address that leads to the scene. */
  get link(): string {
    return LESSON_ADDRESS + this.lesson.id + (this.#index === 0 ? '' : `/${this.number}`);
  }

  get scene(): Scene {
    return this.lesson.scenes[this.#index];
  }

  /** The number of the scene, from 1. */
  get number(): number {
    return this.#index + 1;
  }

  get isLast(): boolean {
    return this.number === this.lesson.scenes.length;
  }

  /** The scene's choices in an order that says nothing, each judged on the model. */
  get choices(): readonly JudgedChoice[] {
    return this.#judged;
  }

  /** The choice that was made in this scene. */
  get chosen(): JudgedChoice | undefined {
    return this.#chosen;
  }

  /** The scenes since the one that it began with, which ask a question each. */
  get askedCount(): number {
    return this.number - this.#first + 1;
  }

  /** The scenes until now in which the choice made was one that the model bears out. */
  get rightCount(): number {
    return this.#rightCount;
  }

  /** Takes one of the choices, once a scene, and runs the scene's command. */
  choose(choice: JudgedChoice): void {
    if (this.#chosen !== undefined) return;
    this.#walk();
    this.#trial.runText(this.scene.command);
    this.#chosen = choice;
    if (choice.isSo) this.#rightCount += 1;
  }

  /** Goes on to the next scene; at the last one stays there. */
  next(): void {
    if (this.isLast) return;
    this.#index += 1;
    this.#chosen = undefined;
    this.#walk();
    this.#judged = this.#judge();
  }

  /** Brings the trial to where the scene's command is to be run, along what it has tried already where that is the same. */
  #walk(): void {
    const trial = this.#trial;
    if (trial.tree === this.#tree) trial.tree.goTo(trial.tree.line[0]);
    else trial.chooseSet(this.lesson.commandSet);
    this.#tree = trial.tree;
    const earlier = this.lesson.scenes.slice(0, this.#index);
    const commands = earlier.flatMap(({ setup, command }) => [...setup, command]);
    for (const text of [...commands, ...this.scene.setup]) trial.runText(text);
  }

  #judge(): readonly JudgedChoice[] {
    const { specification, here } = this.#trial;
    const { command, right, wrong } = this.scene;
    const parsed = parseCommand(command, specification.vocabulary);
    if ('problem' in parsed) throw new Error(`${this.lesson.id}: ${parsed.problem.message}`);
    const step = specification.step(here.state, parsed.value);
    const seen = {
      answer: answerText(specification, step),
      observation: unflatten(shown(specification, step.next)),
    };
    return [right, ...wrong].toSorted().map((claim) => ({ claim, isSo: holds(claim, seen) }));
  }
}
