// Draws the lessons: the list of them below the page's title, and the panel of the one that is taken.
import type { Page, PageElement } from '../../components/dom.ts';
import { make } from '../../components/draw.ts';
import { LessonCourse, LESSON_ADDRESS, lessonIn } from '../lessons/course.ts';
import type { JudgedChoice } from '../lessons/course.ts';
import type { Lesson } from '../lessons/lesson.ts';
import { LESSONS } from '../lessons/lessons.ts';
import type { Trial, TrialNote } from '../trial.ts';

/** The lessons of one page. */
export class LessonView {
  readonly #page: Page;
  readonly #trial: Trial;
  /** Shows the trial again, and tells a problem, if there is one. */
  readonly #changed: (told: TrialNote) => void;
  #course: LessonCourse | undefined;

  constructor(page: Page, trial: Trial, changed: (told: TrialNote) => void) {
    this.#page = page;
    this.#trial = trial;
    this.#changed = changed;
    const opener = this.#element('lessons-opener');
    opener.addEventListener('click', () => this.#showList(this.#element('lessons').hidden));
    this.#element('lessons').append(...LESSONS.map((lesson) => this.#rowOf(lesson)));
    this.#element('leave-lesson').addEventListener('click', () => {
      this.#course = undefined;
      this.#show();
      opener.focus();
      this.#changed({ note: 'the lesson is left, and the model stays where it was' });
    });
  }

  /** The fragment of the address of the lesson that is taken; `undefined` where none is. */
  get link(): string | undefined {
    return this.#course?.link;
  }

  /** Begins the lesson that a fragment names, at its step. `undefined`: it names none, and a lesson that was taken is over. */
  openAddress(fragment: string): TrialNote | undefined {
    const named = lessonIn(fragment);
    if (named !== undefined && 'lesson' in named) {
      this.#begin(named.lesson, named.number);
      return { note: '' };
    }
    this.#course = undefined;
    this.#show();
    return named;
  }

  #element(id: string): PageElement {
    return this.#page.getElementById(id) as PageElement; // The page has them all: page.ts.
  }

  #make(tag: string, of: string, ...children: readonly (PageElement | string)[]): PageElement {
    return make(this.#page, tag, of === '' ? {} : { class: of }, ...children);
  }

  #button(text: string | PageElement, act: () => void): PageElement {
    const button = make(this.#page, 'button', { type: 'button' }, text);
    button.addEventListener('click', act);
    return button;
  }

  #showList(is: boolean): void {
    this.#element('lessons').hidden = !is;
    this.#element('lessons-opener').setAttribute('aria-expanded', String(is));
  }

  /** A lesson of the list: the address does the rest, unless it is there already. */
  #rowOf(lesson: Lesson): PageElement {
    const link = make(this.#page, 'a', { href: `#${LESSON_ADDRESS}${lesson.id}` }, lesson.title);
    link.addEventListener('click', () => {
      if (this.#course?.lesson !== lesson) return;
      this.#begin(lesson);
      this.#changed({ note: '' });
    });
    return this.#make('li', '', link);
  }

  #begin(lesson: Lesson, number = 1): void {
    this.#course = new LessonCourse(lesson, this.#trial, number);
    this.#showList(false);
    this.#show();
    this.#element('lesson-title').focus();
  }

  #show(): void {
    const course = this.#course;
    this.#element('lesson').hidden = course === undefined;
    this.#element('lesson-outcome').replaceChildren();
    this.#element('lesson-on').replaceChildren();
    if (course === undefined) return;
    const { lesson, scene, number } = course;
    this.#element('lesson-title').textContent = `Lesson ${LESSONS.indexOf(lesson) + 1}: ${lesson.title}`;
    this.#element('lesson-place').textContent = `${number} of ${lesson.scenes.length}`;
    this.#element('lesson-tells').textContent = scene.tells;
    this.#element('lesson-command').textContent = scene.command;
    this.#element('lesson-choices').replaceChildren(
      ...course.choices.map((choice) =>
        this.#make(
          'li',
          '',
          this.#button(sentenceOf(choice), () => this.#choose(course, choice)),
        ),
      ),
    );
  }

  #choose(course: LessonCourse, choice: JudgedChoice): void {
    course.choose(choice);
    const { scene, choices } = course;
    this.#element('lesson-choices').replaceChildren(
      ...choices.map((each) =>
        this.#make(
          'li',
          each.isSo ? 'so' : 'not-so',
          sentenceOf(each),
          ...(each === choice ? [this.#make('b', '', ' – your choice')] : []),
        ),
      ),
    );
    const so = choices
      .filter(({ isSo }) => isSo)
      .map(sentenceOf)
      .join('; ');
    this.#element('lesson-outcome').replaceChildren(
      this.#make('b', choice.isSo ? 'so' : 'not-so', choice.isSo ? 'Right.' : `Not so. ${so}.`),
      ` ${scene.why} (Clause ${scene.clause}.)`,
    );
    this.#element('lesson-on').replaceChildren(...this.#waysOnFrom(course));
    this.#changed({ note: '' });
    const onwards = this.#element('lesson-on').querySelector('button, a');
    (onwards ?? this.#element('lesson-question')).focus();
  }

  /** The button to the next scene; behind the last one, how it went and the next lesson. */
  #waysOnFrom(course: LessonCourse): readonly (PageElement | string)[] {
    if (!course.isLast) {
      const goOn = this.#button('Go on', () => {
        course.next();
        this.#show();
        this.#element('lesson-question').focus();
        this.#changed({ note: '' });
      });
      return [goOn];
    }
    const { lesson, rightCount, askedCount } = course;
    const score = `The end: ${rightCount} of ${askedCount} right. `;
    const following = LESSONS.at(LESSONS.indexOf(lesson) + 1);
    if (following === undefined) return [score];
    const href = `#${LESSON_ADDRESS}${following.id}`;
    return [score, make(this.#page, 'a', { href }, `Next lesson: ${following.title}`)];
  }
}

/** A claim as a sentence begins. */
function sentenceOf({ claim }: JudgedChoice): string {
  return claim.charAt(0).toUpperCase() + claim.slice(1);
}
