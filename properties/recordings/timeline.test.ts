// Goal: the timeline of a recording is what its steps did, no more and no less.
// Method: small recordings made up of commands, whose timelines are known; random ones, in which the timeline is unrolled again
// and compared with the model's state after every line; real recordings, alike; and faults, which these comparisons must notice.
import { test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Id } from '../../src/contract/command.ts';
import { explain } from '../../src/engines/recordings/explain.ts';
import type { ExplainedStep } from '../../src/engines/recordings/explanation.ts';
import { FIRST_OUTSIDE_ID } from '../../src/engines/recordings/lives.ts';
import type { ProcessLife, Since, Timeline } from '../../src/engines/recordings/timeline.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import type { State } from '../../src/model/state.ts';
import { newProcess, sessionOf } from '../../src/model/state.ts';
import { MadeUpRecording, recordingOf, timelineOf } from '../support/made-up-recording.ts';
import { eventsOfRecording } from '../support/recorded-logs.ts';
import { walksOf } from '../support/walks.ts';

/** `9@4 12@7`: 9 from line 4 on, 12 from line 7 on. */
function written(list: readonly Since<unknown>[]): string {
  return list.map(({ line, value }) => `${String(value)}@${line}`).join(' ');
}

function lifeOf(timeline: Timeline, pid: Id): ProcessLife {
  const life = timeline.processes.find((each) => each.pid === pid);
  if (life === undefined) throw new Error(`there is no life of ${pid}`);
  return life;
}

/** A process whose parent, group and session are outside of the recording. */
function outsidersIn(state: State, pid: Id): State {
  const [parent, group, session] = [FIRST_OUTSIDE_ID, FIRST_OUTSIDE_ID + 1, FIRST_OUTSIDE_ID + 2];
  return {
    ...state,
    processes: state.processes.set(parent, newProcess(1, 1)).set(pid, newProcess(parent, group)),
    groups: state.groups.set(group, { session, handles: 1 }),
    sessions: state.sessions.set(session, { handles: 1 }),
  };
}

describe('the life of a process', () => {
  test('a life tells who made the process, who waited for it, and its groups and sessions with their lines', () => {
    const timeline = new MadeUpRecording()
      .run('1 fork 2; 1 setpgid 2 2; 2 fork 3; 3 setsid; 3 exit 7; 2 waitpid 3')
      .timeline();
    expect(lifeOf(timeline, 2)).toMatchObject({ begins: 1, madeBy: 1, recorded: true, end: undefined });
    expect(written(lifeOf(timeline, 2).groups)).toBe('1@1 2@2');
    const child = lifeOf(timeline, 3);
    expect([written(child.groups), written(child.sessions)]).toEqual(['2@3 3@4', '1@3 3@4']);
    expect(child.end).toEqual({ line: 5, status: 7 * 256, signal: undefined });
    expect(child.gone).toEqual({ line: 6, reapedBy: 2 });
  });

  test('an orphan passes to the nearest subreaper on the line on which its parent ends', () => {
    const timeline = new MadeUpRecording()
      .run('1 fork 2; 2 set_subreaper on; 2 fork 3; 3 fork 4; 3 exit 0')
      .timeline();
    expect(written(lifeOf(timeline, 4).parents)).toBe('3@4 2@5');
    expect(written(lifeOf(timeline, 2).subreaper)).toBe('true@2');
  });

  test('a process that leaves no zombie ends and is gone on one line, and nobody has waited for it', () => {
    const timeline = new MadeUpRecording().run('1 ignore_sigchld on; 1 fork 2; 2 exit 3').timeline();
    expect(lifeOf(timeline, 2).end).toEqual({ line: 3, status: 3 * 256, signal: undefined });
    expect(lifeOf(timeline, 2).gone).toEqual({ line: 3, reapedBy: undefined });
  });

  test('a process that a signal ends bears the name of the signal', () => {
    const timeline = new MadeUpRecording().run('1 fork 2').run('2 exit 0', { signal: 'SIGINT' }).timeline();
    expect(lifeOf(timeline, 2).end?.signal).toBe('SIGINT');
  });

  test('a child runs the program of the process that made it until it executes one of its own', () => {
    const timeline = new MadeUpRecording().execute(1, 'sh').run('1 fork 2').execute(2, 'cat').timeline();
    expect(written(lifeOf(timeline, 2).programs)).toBe('sh@2 cat@3');
  });

  test('a number that is used again stands for another life', () => {
    const timeline = new MadeUpRecording()
      .run('1 fork 2; 2 exit 0; 1 waitpid 2; 1 fork 2; 2 setsid')
      .timeline();
    const lives = timeline.processes.filter(({ pid }) => pid === 2);
    expect(lives.map(({ begins, gone }) => [begins, gone?.line])).toEqual([
      [1, 3],
      [4, undefined],
    ]);
    expect(lives.map(({ sessions }) => written(sessions))).toEqual(['1@1', '1@4 2@5']);
  });

  test('a zombie of which no line tells that it was waited for is gone without a reaper', () => {
    const recording = new MadeUpRecording().run('1 fork 2; 2 fork 3; 2 exit 0');
    recording.step({
      process: 3,
      after: POSIX.linux.step(recording.state, { name: 'waitpid', process: 1, pid: 2 }).next,
    });
    expect(lifeOf(recording.timeline(), 2).gone).toEqual({ line: 4, reapedBy: undefined });
  });
});

describe('groups, sessions and lines', () => {
  test('a group and a session begin with the process that leads them, and end with their last member', () => {
    const timeline = new MadeUpRecording()
      .run('1 fork 2; 2 setsid; 2 fork 3; 2 setpgid 3 3; 3 exit 0; 2 waitpid 3; 2 exit 0; 1 waitpid 2')
      .timeline();
    expect(timeline.sessions.filter(({ id }) => id !== 1)).toEqual([
      { id: 2, begins: 2, madeBy: 2, gone: 8 },
    ]);
    expect(timeline.groups.filter(({ id }) => id !== 1)).toEqual([
      { id: 2, session: 2, begins: 2, madeBy: 2, gone: 8 },
      { id: 3, session: 2, begins: 4, madeBy: 2, gone: 6 },
    ]);
  });

  test('a step counts from the line of the next one on where its own result shows later', () => {
    const recording = new MadeUpRecording().run('1 fork 2');
    recording.lines.push('in flight', 'the next', 'the result');
    recording.run('1 setpgid 2 2', { line: 4, entered: 2 }).run('2 fork 3', { line: 3, entered: 3 });
    const timeline = recording.timeline();
    expect(written(lifeOf(timeline, 2).groups)).toBe('1@1 2@3');
    expect(written(lifeOf(timeline, 3).groups)).toBe('2@3');
    expect(timeline.earlier).toEqual([{ line: 4, entered: 2, counts: 3 }]);
  });

  test('a call that never returned counts from the line of its entry on', () => {
    const recording = new MadeUpRecording().run('1 fork 2', { line: Number.POSITIVE_INFINITY, entered: 1 });
    expect(lifeOf(recording.timeline(), 2).begins).toBe(1);
  });

  test('a timeline keeps the lines that are not explained, and the moments of lines, ascending', () => {
    const timeline = new MadeUpRecording()
      .run('1 fork 2; 2 setsid')
      .fault('no rule')
      .run('2 fork 3')
      .timeline();
    expect(timeline.unexplained).toEqual([2]);
    expect(written(timeline.seconds)).toBe('0.001@1 0.002@2 0.003@3');
  });
});

describe('what is outside of the recording', () => {
  test('a group, a session and a parent whose numbers show later have had them from the start', () => {
    const recording = new MadeUpRecording();
    recording.step({ process: 50, after: outsidersIn(recording.state, 50) }).run('50 fork 51');
    const [parent, group, session] = [FIRST_OUTSIDE_ID, FIRST_OUTSIDE_ID + 1, FIRST_OUTSIDE_ID + 2];
    const { state } = recording;
    let { processes, groups, sessions } = state;
    for (const pid of [50, 51]) {
      const row = processes.get(pid);
      if (row !== undefined)
        processes = processes.set(pid, { ...row, group: 40, parent: pid === 50 ? 30 : row.parent });
    }
    processes = processes.delete(parent).set(30, newProcess(1, 1));
    groups = groups.delete(group).set(40, { session: 20, handles: 1 });
    sessions = sessions.delete(session).set(20, { handles: 1 });
    const timeline = recording
      .step({ process: 50, after: { ...state, processes, groups, sessions } })
      .timeline();
    const life = lifeOf(timeline, 50);
    expect([life.parents, life.groups, life.sessions].map(written)).toEqual(['30@1', '40@1', '20@1']);
    expect(written(lifeOf(timeline, 51).sessions)).toBe('20@2');
    expect(timeline.groups.map(({ id, gone }) => [id, gone])).toEqual([
      [1, undefined],
      [40, undefined],
    ]);
    expect(lifeOf(timeline, 30)).toMatchObject({ recorded: false, begins: 1, gone: undefined });
  });

  test('a session is one with another whose number it turns out to have', () => {
    const recording = new MadeUpRecording();
    recording.step({ process: 50, after: outsidersIn(recording.state, 50) });
    const [group, session] = [FIRST_OUTSIDE_ID + 1, FIRST_OUTSIDE_ID + 2];
    const { state } = recording;
    const timeline = recording
      .step({
        process: 50,
        after: {
          ...state,
          groups: state.groups.set(group, { session: 1, handles: 1 }),
          sessions: state.sessions.delete(session),
        },
      })
      .timeline();
    expect(written(lifeOf(timeline, 50).sessions)).toBe('1@1');
    expect(timeline.sessions.map(({ id }) => id)).toEqual([1]);
    expect(timeline.groups.find(({ id }) => id === group)?.session).toBe(1);
  });

  test('a parent of a known number that gives way to another one is no other name of it', () => {
    const recording = new MadeUpRecording().run('1 fork 2; 2 fork 3; 2 exit 0; 1 waitpid 2');
    expect(written(lifeOf(recording.timeline(), 3).parents)).toBe('2@2 1@3');
  });
});

describe('the timeline unrolled', () => {
  test.prop([walksOf(60, POSIX.linux)], { numRuns: 60 })(
    'the timeline unrolled to any line is the state of the model after that line',
    (walk) => {
      const recording = recordingOf(walk.map(({ command }) => command));
      expect(differences(recording.steps, recording.timeline())).toEqual([]);
    },
  );

  test('a timeline of which one change is missing is not that of its steps', () => {
    const recording = new MadeUpRecording().run('1 fork 2; 2 setsid; 2 fork 3; 2 exit 0; 1 waitpid 2');
    const timeline = recording.timeline();
    expect(differences(recording.steps, timeline)).toEqual([]);
    for (const list of ['parents', 'groups', 'sessions'] as const)
      for (const [at, life] of timeline.processes.entries()) {
        if (life[list].length < 2) continue;
        const damaged = timeline.processes.with(at, { ...life, [list]: life[list].slice(0, -1) });
        expect(differences(recording.steps, { ...timeline, processes: damaged })).not.toEqual([]);
      }
    const lasting = timeline.processes.map((life) => ({ ...life, gone: undefined }));
    expect(differences(recording.steps, { ...timeline, processes: lasting })).not.toEqual([]);
  });
});

describe('the timeline of a real recording', () => {
  test.each([
    'bash_jobs',
    'zoo_errors',
    'zoo_threads',
    'zoo_reapers',
    'pidns_tini',
    'tmux_windows',
    'make_j4',
  ])(
    'the timeline of %s unrolled to any line is the state that explains it, but for numbers that show later',
    async (name) => {
      const steps: ExplainedStep[] = [];
      const { counts, verdict } = await explain(eventsOfRecording(name), {
        settled: (step) => steps.push(step),
      });
      expect(verdict).toBe('pass');
      const timeline = timelineOf(steps);
      expect(timeline.processes.filter(({ recorded }) => recorded)).toHaveLength(counts.processes);
      expect(knownDifferences(steps, timeline)).toEqual([]);
      const late = timeline.processes.map((life) => ({ ...life, begins: life.begins + 1 }));
      expect(knownDifferences(steps, { ...timeline, processes: late })).not.toEqual([]);
    },
  );
});

/** The same of what the log has shown by then: the state has stand-ins where the timeline has the numbers that show later. */
function knownDifferences(steps: readonly ExplainedStep[], timeline: Timeline): readonly string[] {
  const counts = countingLinesOf(steps);
  return steps.flatMap(({ after }, place) => {
    const line = counts[place];
    if (counts[place + 1] === line) return [];
    const found: string[] = [];
    const there = new Map(
      timeline.processes
        .filter(({ begins, gone }) => begins <= line && (gone === undefined || gone.line > line))
        .map((life) => [life.pid, life]),
    );
    after.processes.forEach(({ parent, group, zombie }, pid) => {
      if (pid >= FIRST_OUTSIDE_ID) return;
      const life = there.get(pid);
      if (life === undefined) return void found.push(`line ${line}: ${pid} is missing`);
      const isZombie = life.end !== undefined && life.end.line <= line;
      if (isZombie !== zombie) found.push(`line ${line}: ${pid} is a zombie in one of them`);
      for (const [what, list, value] of [
        ['parent', life.parents, parent],
        ['group', life.groups, group],
        ['session', life.sessions, sessionOf(after, pid) ?? null],
      ] as const) {
        const unrolled = (list as readonly Since<Id | null>[]).findLast((since) => since.line <= line)?.value;
        if ((value ?? 0) < FIRST_OUTSIDE_ID && unrolled !== value)
          found.push(`line ${line}: the ${what} of ${pid} is ${unrolled} and should be ${value}`);
      }
    });
    for (const [pid, { recorded }] of there)
      if (recorded && !after.processes.has(pid)) found.push(`line ${line}: ${pid} is too much`);
    return found;
  });
}

/** The line from which on each step counts: none counts from a later one than the steps after it. */
function countingLinesOf(steps: readonly ExplainedStep[]): readonly number[] {
  let least = Number.POSITIVE_INFINITY;
  return steps
    .toReversed()
    .map(({ line, entered }) => (least = Math.min(least, Number.isFinite(line) ? line : entered)))
    .toReversed();
}

/** The lines after which the timeline and the state of the steps are not the same, at most one a line. */
function differences(steps: readonly ExplainedStep[], timeline: Timeline): readonly string[] {
  const counts = countingLinesOf(steps);
  return steps.flatMap(({ after }, place) => {
    const line = counts[place];
    if (counts[place + 1] === line) return [];
    const [unrolled, state] = [unrolledAt(timeline, line), shownOf(after)];
    return unrolled === state ? [] : [`line ${line}: ${unrolled} is not ${state}`];
  });
}

function unrolledAt(timeline: Timeline, line: number): string {
  const valueOf = <Value>(list: readonly Since<Value>[]): Value | undefined =>
    list.findLast((since) => since.line <= line)?.value;
  const isThere = ({ begins, gone }: { begins: number; gone: number | undefined }): boolean =>
    begins <= line && (gone === undefined || gone > line);
  const processes = timeline.processes
    .filter(({ begins, gone }) => isThere({ begins, gone: gone?.line }))
    .map(({ pid, parents, groups, sessions, subreaper, end }) => [
      pid,
      valueOf(parents),
      valueOf(groups),
      valueOf(sessions),
      valueOf(subreaper) ?? false,
      end !== undefined && end.line <= line,
    ]);
  const ids = (lives: readonly { id: Id; begins: number; gone: number | undefined }[]): Id[] =>
    lives
      .filter(isThere)
      .map(({ id }) => id)
      .toSorted((one, other) => one - other);
  return JSON.stringify([
    processes.toSorted(([one], [other]) => Number(one) - Number(other)),
    ids(timeline.groups),
    ids(timeline.sessions),
  ]);
}

function shownOf(state: State): string {
  const processes: unknown[] = [];
  const [groups, sessions]: [Id[], Id[]] = [[], []];
  state.processes.forEach(({ parent, group, subreaper, zombie }, pid) =>
    processes.push([pid, parent, group, sessionOf(state, pid), subreaper, zombie]),
  );
  state.groups.forEach((_, id) => groups.push(id));
  state.sessions.forEach((_, id) => sessions.push(id));
  return JSON.stringify([processes, groups, sessions]);
}

test('timelineOf of no steps is empty', () => {
  expect(timelineOf([]).processes).toEqual([]);
});
