// Goal: a recorded run is the run that was judged. Method: what a recorder noted is compared with what the system itself
// handed out and with the rules, for systems at hand and elsewhere, right, deviating and in trouble.
import { describe, expect, test } from 'vitest';
import type { Answer, Command } from '../../src/contract/command.ts';
import type { KnownDeviation } from '../../src/contract/known-deviation.ts';
import type { Observation } from '../../src/contract/observation/observation.ts';
import type { System, SystemUnderTest } from '../../src/contract/system.ts';
import { overlaid } from '../../src/lockstep/overlay.ts';
import { Recorder } from '../../src/lockstep/recorder.ts';
import { replay } from '../../src/lockstep/replay.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { tableSystem } from '../../src/systems/in-process.ts';
import { elsewhere } from '../support/elsewhere.ts';
import { commandsOf } from '../support/scenarios.ts';

const COMMANDS = commandsOf('1 fork 2; 2 create_session; 2 create_session; 1 fork 3; 2 exit; 9 free');

/** A table, and what it answered and showed, in order. */
function listening(): { system: SystemUnderTest; answers: Answer[]; shown: Observation[] } {
  const table = tableSystem();
  const answers: Answer[] = [];
  const shown: Observation[] = [];
  const apply = (command: Command): Answer => {
    const answer = table.apply(command);
    answers.push(answer);
    return answer;
  };
  const observe = (): Observation => {
    shown.push(table.observe());
    return table.observe();
  };
  return { system: overlaid(table, { apply, observe, observeInto: undefined }), answers, shown };
}

async function recorded(system: System, commands: readonly Command[] = COMMANDS): Promise<Recorder> {
  const recorder = new Recorder();
  await replay(system, HIERARCHY, commands, { recorder });
  return recorder;
}

describe('a recorder', () => {
  test('a recorder notes what the system answered and showed, the drain and the reset at the end included', async () => {
    const { system, answers, shown } = listening();
    const { runs } = await recorded(system);
    expect(runs).toHaveLength(2);
    const [run, end] = runs;
    const drained = HIERARCHY.drainOf(run?.moments[COMMANDS.length]?.before ?? HIERARCHY.initial).length;
    expect(run?.moments.map(({ command }) => command).slice(0, COMMANDS.length)).toEqual(COMMANDS);
    expect(run?.moments).toHaveLength(COMMANDS.length + drained);
    expect(run?.moments.map(({ answer }) => answer)).toEqual(answers);
    expect([run?.start, ...(run?.moments ?? []).map(({ observation }) => observation), end?.start]).toEqual(
      shown,
    );
    expect(end?.moments).toEqual([]);
  });

  test('a recorder notes the steps of the rules, each from where the one before led', async () => {
    const [run] = (await recorded(tableSystem())).runs;
    let state = HIERARCHY.initial;
    for (const { command, before, step, next } of run?.moments ?? []) {
      expect(before).toBe(state);
      expect(step).toEqual(HIERARCHY.step(state, command));
      expect(next).toBe(step.next);
      state = next;
    }
    expect(state.processes.size).toBe(1);
  });

  test('a recorder notes the same of a system elsewhere, which then runs no sequences', async () => {
    const here = await recorded(tableSystem());
    const there = elsewhere(tableSystem());
    const never = (): never => expect.fail('a sequence was run, whose steps nobody could note');
    expect((await recorded({ ...there, runSequence: never })).runs).toEqual(here.runs);
  });

  test('a recorder notes the step of the rules, and the state after a known deviation', async () => {
    const known: KnownDeviation = {
      command: 'create_session',
      when: 'leads-its-group',
      answer: 'ok',
      reason: 'a no-op is granted',
    };
    const table = tableSystem();
    const apply = (command: Command): Answer => {
      const answer = table.apply(command);
      return command.name === 'create_session' && 'refused' in answer ? { ok: {} } : answer;
    };
    const { runs } = await recorded({ ...table, apply, knownDeviations: [known] });
    const moment = runs[0]?.moments[2];
    expect(moment?.step.refusals?.[0]).toBe('leads-its-group');
    expect([moment?.answer, moment?.next]).toEqual([{ ok: {} }, moment?.before]);
    expect(runs[0]?.moments.length).toBeGreaterThan(COMMANDS.length);
  });

  test('a recorder notes no observation of a system in trouble, and the state that the rules would have led to', async () => {
    const table = tableSystem();
    const apply = (command: Command): Answer => {
      if (command.name === 'exit') throw new Error('gone');
      return table.apply(command);
    };
    const recorder = await recorded({ ...table, apply });
    const { last } = recorder;
    expect(last).toMatchObject({ command: { name: 'exit' }, answer: undefined, observation: undefined });
    expect(last?.next.processes.get(2)?.zombie).toBe(true);
  });
});
