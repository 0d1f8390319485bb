// Goal: the lessons teach what the model does. Method: each is taken as a reader takes it, with every choice judged on the
// model; the clause that a scene names is held to the page of clauses, to the command, and to planted faults of our tables,
// of which one must go wrong at just this step. False lessons show that this notices them.
import { describe, expect, test } from 'vitest';
import { COMMAND_SETS, VOCABULARIES } from '../../src/command-sets.ts';
import { parseCommand } from '../../src/contract/notation/trace.ts';
import { systemsOffered } from '../../src/app/web/explorer-page/systems.ts';
import { Trial } from '../../src/app/web/explorer-page/trial.ts';
import { holds } from '../../src/app/web/explorer-page/lessons/claim.ts';
import { LessonCourse, lessonIn } from '../../src/app/web/explorer-page/lessons/course.ts';
import type { Lesson, Scene } from '../../src/app/web/explorer-page/lessons/lesson.ts';
import { LESSONS } from '../../src/app/web/explorer-page/lessons/lessons.ts';
import { textOf } from '../support/repository.ts';

const SEMANTICS = textOf('docs/semantics.md');

interface Place {
  readonly lesson: Lesson;
  readonly scene: Scene;
  /** The commands before the scene's own. */
  readonly before: readonly string[];
}

const placesOf = (lesson: Lesson): readonly Place[] =>
  lesson.scenes.map((scene, at) => ({
    lesson,
    scene,
    before: [
      ...lesson.scenes.slice(0, at).flatMap(({ setup, command }) => [...setup, command]),
      ...scene.setup,
    ],
  }));

/** Everything that is wrong about a scene, judged on the model. */
function falsehoodsOf({ lesson, scene, before }: Place): readonly string[] {
  const trial = new Trial();
  trial.chooseSet(lesson.commandSet);
  const found: string[] = [];
  for (const text of [...before, scene.command]) {
    const told = trial.runText(text);
    if ('problem' in told) return [told.problem];
    if (trial.here.by?.step.refusals !== undefined && scene.setup.includes(text))
      found.push(`"${text}" is refused on the way`);
  }
  const course = new LessonCourse({ ...lesson, scenes: [{ ...scene, setup: before }] }, new Trial());
  for (const { claim, isSo } of course.choices)
    if (isSo !== (claim === scene.right)) found.push(`"${claim}" is ${isSo ? 'so' : 'not so'}`);
  if (new Set(course.choices.map(({ claim }) => claim)).size < course.choices.length)
    found.push('a choice stands twice');
  return found;
}

/** The faults of a set's table that go wrong at just this step, of all those that break the clause. */
function faultsSeen({ lesson, scene, before }: Place): readonly string[] {
  const set = COMMAND_SETS.find(({ table }) => table.vocabulary.id === lesson.commandSet);
  if (set === undefined) return [];
  const trial = new Trial();
  trial.chooseSet(lesson.commandSet);
  for (const text of [...before, scene.command]) trial.runText(text);
  return systemsOffered(set)
    .map(({ name }) => name)
    .filter((name) => set.table.mutants[name.replace('mutant:', '')]?.rule === scene.clause)
    .filter((name) => {
      trial.chooseSystem(name);
      return trial.parted?.depth === before.length + 1;
    });
}

const PLACES = LESSONS.flatMap(placesOf).map(
  (place) => [place.lesson.id, place.scene.command, place] as const,
);

describe('the lessons', () => {
  test('there are twelve lessons, over every command set, each with an address of its own', () => {
    expect(LESSONS).toHaveLength(12);
    expect(new Set(LESSONS.map(({ commandSet }) => commandSet))).toEqual(
      new Set(VOCABULARIES.map(({ id }) => id)),
    );
    expect(new Set(LESSONS.map(({ id }) => id)).size).toBe(12);
    for (const { id } of LESSONS) expect(id).toMatch(/^[a-z-]+$/);
  });

  test.each(PLACES)(
    '%s: of the choices before "%s" the model bears out the right one alone',
    (_id, _command, place) => {
      expect(falsehoodsOf(place)).toEqual([]);
      expect(place.scene.wrong.length).toBeGreaterThanOrEqual(1);
      expect(place.scene.wrong.length).toBeLessThanOrEqual(3);
    },
  );

  test.each(PLACES)('%s: "%s" is decided by the clause that is named', (_id, _command, place) => {
    const { lesson, scene } = place;
    const vocabulary = VOCABULARIES.find(({ id }) => id === lesson.commandSet) ?? VOCABULARIES[0];
    const parsed = parseCommand(scene.command, vocabulary);
    if ('problem' in parsed) throw new Error(parsed.problem.message);
    expect(vocabulary.commands[parsed.value.name]?.clause).toBe(scene.clause);
    expect(SEMANTICS).toMatch(new RegExp(`(?:^\\| |\\b)${scene.clause}\\b`, 'm'));
    expect(faultsSeen(place)).not.toEqual([]);
    expect(scene.why).toMatch(/^[^.]+\.$/);
  });

  test('the right choice stands in every place', () => {
    const found = new Set<number>();
    for (const [, , { lesson, scene, before }] of PLACES) {
      const course = new LessonCourse({ ...lesson, scenes: [{ ...scene, setup: before }] }, new Trial());
      found.add(course.choices.findIndex(({ isSo }) => isSo));
    }
    expect(found).toEqual(new Set([0, 1, 2, 3]));
  });
});

describe('a false lesson', () => {
  const [, , place] = PLACES[0];
  const [bad, other] = ['process 2 is gone, group 2 lives', 'process 2 is a zombie'];

  test.each<readonly [string, Partial<Scene>, string]>([
    ['a right choice that is wrong', { right: bad }, `"${bad}" is not so`],
    ['a wrong choice that is right', { wrong: [other] }, `"${other}" is so`],
    ['a choice that stands twice', { wrong: [bad, bad] }, 'a choice stands twice'],
    ['a command that cannot be issued', { command: '1 frok 2' }, 'column 3: unknown command "frok"'],
  ])('%s is noticed', (_, change, sentence) => {
    expect(falsehoodsOf({ ...place, scene: { ...place.scene, ...change } })).toEqual([sentence]);
  });

  test('a refusal on the way is noticed', () => {
    const setup = [...place.scene.setup, '2 create_group'];
    const refused = { ...place, scene: { ...place.scene, setup }, before: setup };
    expect(falsehoodsOf(refused)).toContain('"2 create_group" is refused on the way');
  });

  test('a clause that decides nothing here is noticed', () => {
    expect(faultsSeen({ ...place, scene: { ...place.scene, clause: 'H12' } })).toEqual([]);
  });

  test('a fact that nobody can judge is no claim', () => {
    const nothing = { answer: 'ok', observation: {} };
    expect(() => holds('process 2 is tired', nothing)).toThrow('of facts that claim.ts knows');
  });
});

describe('a claim', () => {
  const observation = {
    processes: [
      { pid: 2, parent: 1, group: 2, state: 'running', terminal: 1, received: [] },
      { pid: 3, parent: 2, group: 2, state: 'stopped', terminal: null, received: ['SIGHUP', 'SIGCONT'] },
      { pid: 4, parent: 2, group: 4, state: 'zombie', terminal: 1, received: ['SIGHUP'] },
    ],
    groups: [
      { pgid: 2, session: 2 },
      { pgid: 4, session: 2 },
    ],
    sessions: [{ sid: 2 }],
  } as const;

  test.each([
    ['it is allowed', 'refused: EPERM'],
    ['the answer is ok pid=3', 'the answer is ok pid=30'],
    ['group 2 lives', 'group 2 is gone'],
    ['group 3 is gone', 'group 3 lives'],
    ['session 2 lives', 'session 4 lives'],
    ['process 5 is gone', 'process 2 is gone'],
    ['processes 5 and 6 are gone', 'processes 5 and 2 are gone'],
    ['process 4 is a zombie', 'process 3 is a zombie'],
    ['process 3 is stopped', 'processes 3 and 4 are stopped'],
    ['process 2 runs', 'processes 2 and 3 run'],
    ['processes 3 and 4 are children of 2', 'process 2 is a child of 2'],
    ['processes 2 and 3 are in group 2', 'process 4 is in group 2'],
    ['process 4 is in session 2', 'process 5 is in session 2'],
    ['process 3 has no terminal', 'process 2 has no terminal'],
    ['processes 2 and 4 have terminal 1', 'process 3 has terminal 1'],
    ['process 2 receives nothing', 'process 3 receives nothing'],
    ['process 3 receives SIGHUP and SIGCONT', 'process 4 receives SIGHUP and SIGCONT'],
    ['group 2 lives, process 2 runs', 'group 2 lives, process 3 runs'],
  ])('"%s" holds of what is shown, and "%s" does not', (so, notSo) => {
    const shown = { answer: 'ok pid=3', observation };
    expect([holds(so, shown), holds(notSo, shown)]).toEqual([true, false]);
  });

  test.each(['EPERM', 'refused EPERM'])('a refusal is known by its reason in "%s"', (answer) => {
    const claims = ['refused: EPERM', 'refused: ESRCH', 'it is allowed'];
    expect(claims.map((claim) => holds(claim, { answer, observation: {} }))).toEqual([true, false, false]);
  });
});

describe('who takes a lesson', () => {
  const lesson = LESSONS.find(({ id }) => id === 'orphaned-stopped-job') ?? LESSONS[0];
  const begun = (): { trial: Trial; course: LessonCourse } => {
    const trial = new Trial();
    return { trial, course: new LessonCourse(lesson, trial) };
  };
  const chosen = (course: LessonCourse, claim: string): void =>
    course.choose(course.choices.find((each) => each.claim === claim) ?? { claim, isSo: false });

  test('a choice runs the command on the model, once', () => {
    const { trial, course } = begun();
    const { length } = course.scene.setup;
    expect(trial.here.depth).toBe(length);
    chosen(course, course.scene.right);
    chosen(course, course.scene.wrong[0]);
    expect([trial.here.depth, trial.here.by?.text, course.rightCount]).toEqual([
      length + 1,
      'tty1 type ^Z',
      1,
    ]);
    expect(course.chosen?.claim).toBe(course.scene.right);
  });

  test.each<readonly [string, (trial: Trial) => void]>([
    ['went back', (trial) => trial.tree.undo()],
    ['tried something else', (trial) => trial.runText('1 fork 9')],
    ['chose another profile', (trial) => trial.chooseProfile('posix')],
    ['chose other commands', (trial) => trial.chooseSet(VOCABULARIES[0].id)],
    ['started over', (trial) => trial.clear()],
    [
      'put a faulty table beside the model',
      (trial) => trial.chooseSystem('mutant:type-stops-the-leader-alone'),
    ],
  ])('a lesson keeps its place although its reader %s', (_, wander) => {
    const { trial, course } = begun();
    wander(trial);
    chosen(course, course.scene.right);
    wander(trial);
    course.next();
    wander(trial);
    chosen(course, course.scene.wrong[0]);
    const told = lesson.scenes.slice(0, 2).flatMap(({ setup, command }) => [...setup, command]);
    expect(trial.tree.line.flatMap(({ by }) => by?.text ?? [])).toEqual(told);
    expect([course.number, course.isLast, course.rightCount]).toEqual([2, false, 1]);
    course.next();
    course.next();
    expect([course.number, course.isLast]).toEqual([3, true]);
  });
});

describe('the address of a lesson', () => {
  test.each(LESSONS.map((lesson) => [lesson.id, lesson] as const))(
    'the address of each step leads to it, with the commands before it: %s',
    (_, lesson) => {
      const walked = new LessonCourse(lesson, new Trial());
      for (const [index, scene] of lesson.scenes.entries()) {
        const named = lessonIn(walked.link);
        if (named === undefined || 'problem' in named) throw new Error(walked.link);
        const trial = new Trial();
        const opened = new LessonCourse(named.lesson, trial, named.number);
        expect([opened.scene, opened.number]).toEqual([scene, index + 1]);
        expect(opened.choices).toEqual(walked.choices);
        expect([opened.askedCount, opened.rightCount]).toEqual([1, 0]);
        walked.next();
      }
    },
  );

  test.each<readonly [string, string]>([
    ['lesson=', 'there is no such lesson'],
    ['lesson=none/1', 'there is no such lesson'],
    ...['/0', '/99', '/-1', '/1.5', '/1e0', '/', '/1/1', '/٢'].map(
      (end) => [`lesson=${LESSONS[0].id}${end}`, 'the lesson has the steps 1 to 2'] as const,
    ),
  ])('an address that names no step of a lesson ends in a sentence: %s', (fragment, sentence) => {
    expect(lessonIn(fragment)).toEqual({ problem: expect.stringContaining(sentence) as string });
  });

  test('an address of something else is none of a lesson', () => {
    expect(lessonIn('1.AAAA')).toBeUndefined();
  });
});
