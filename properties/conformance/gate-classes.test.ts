// Goal: a class of transitions that is not reached any more is noticed, and so is one that nobody knew of.
// Method: the row is run whole and in shares on our tables, and judged by records that were tampered with.
import { describe, expect, test } from 'vitest';
import type { CheckOutcome, MakeSystem } from '../../src/app/gate/check.ts';
import { Subject } from '../../src/app/gate/check.ts';
import { CLASSES_CHECK, classesReached } from '../../src/app/gate/checks/classes.ts';
import { FIXED_SEEDS_CHECK } from '../../src/app/gate/checks/fixed-seeds.ts';
import { mergedEvidence } from '../../src/app/gate/merged-evidence.ts';
import { recordedClasses } from '../../src/app/gate/recorded-classes.ts';
import type { RecordedClasses } from '../../src/app/gate/recorded-classes.ts';
import { gateSettingsOf } from '../../src/app/gate/settings.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';
import type { Shard } from '../../src/app/gate/surroundings.ts';
import { posixTableSystem, tableSystem, terminalTableSystem } from '../../src/systems/in-process.ts';
import { transitionClassOf } from '../../src/engines/transition-classes.ts';
import { JOB_CONTROL } from '../../src/model/job-control/specification.ts';
import { jobControlCommand, jobControlStateAfter } from '../support/job-control-scenarios.ts';
import { CLASS_SPACES, classesWithin } from '../exploration/classes.ts';
import { mutant, tableWith } from './systems.ts';

const SETTINGS = gateSettingsOf('quick', { seed: 1, save: false, timeoutMs: 600_000 });

/** The outcomes of the fixed seeds, and of what they reach: the commands are run once. */
async function both(make: MakeSystem, shard: Shard): Promise<readonly [CheckOutcome, CheckOutcome]> {
  const subject = new Subject(make, SETTINGS, { ...ALONE, profile: 'quick', shard });
  return [await FIXED_SEEDS_CHECK.run(subject), await CLASSES_CHECK.run(subject)];
}

function recordOf(commandSet: string): RecordedClasses {
  const record = recordedClasses(commandSet);
  if (record === undefined) throw new Error(`nothing is on record of ${commandSet}`);
  return record;
}

describe.each([
  ['hierarchy', () => tableSystem()],
  ['posix', () => posixTableSystem()],
  ['job-control', () => terminalTableSystem()],
] as const)('the classes of transitions of the %s commands', (commandSet, make) => {
  test('what fixed seeds reach is on record, shares add up, and shards are judged once they are merged', async () => {
    const shares = [await both(make, { index: 0, of: 2 }), await both(make, { index: 1, of: 2 })];
    for (const [fixed, share] of shares) {
      expect(fixed).toMatchObject({
        verdict: 'pass',
        sentence: expect.stringMatching(/^2 seeds, 200 runs, /) as string,
      });
      expect(share).toMatchObject({ verdict: 'inconclusive', excused: true });
      expect(CLASSES_CHECK.judged?.(share.evidence ?? {})).toMatchObject({ verdict: 'inconclusive' });
    }
    const totals = mergedEvidence(shares.map(([{ evidence = {} }]) => evidence)).totals;
    expect(totals).toMatchObject({ seeds: 4, runs: 400 });
    const evidence = mergedEvidence(shares.map(([, share]) => share.evidence ?? {}));
    expect(CLASSES_CHECK.judged?.(evidence)).toMatchObject({ verdict: 'pass' });

    const record = recordOf(commandSet);
    const { within } = record;
    const missing = { ...record, within: { ...within, 'x: never seen': 'quick' as const } };
    expect(classesReached(evidence, () => missing)).toMatchObject({
      verdict: 'fail',
      sentence: '1 class of transitions no longer reached: x: never seen',
    });
    const later = { ...record, within: { ...within, 'x: never seen': 'full' as const } };
    expect(classesReached(evidence, () => later)).toMatchObject({ verdict: 'pass' });
    const [known = ''] = Object.keys(within).filter((name) => within[name] === 'quick');
    const unknown = {
      ...record,
      within: Object.fromEntries(Object.entries(within).filter(([name]) => name !== known)),
    };
    expect(classesReached(evidence, () => unknown)).toMatchObject({
      verdict: 'fail',
      sentence: `1 class of transitions not on record: ${known}`,
    });
  });

  test('the record is of the spaces that it names', () => {
    const record = recordOf(commandSet);
    expect(record.spaces).toEqual(CLASS_SPACES[commandSet]);
    const [small = ''] = record.spaces.filter((name) =>
      /ids 3, (?:handles|no marks), orbits|a shell and its jobs/.test(name),
    );
    const names = [...classesWithin(small)];
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !Object.hasOwn(record.within, name))).toEqual([]);
  });
});

describe('the class of a transition', () => {
  const { linux } = JOB_CONTROL;
  test.each([
    ['1 fork 2', '1 kill 2 STOP', 'kill: a process stops'],
    ['1 fork 2; 1 kill 2 STOP', '1 waitpid 2 untraced', 'waitpid: a stop is fetched'],
    ['1 fork 2; 1 kill 2 STOP', '1 kill 2 CONT', 'kill: SIGCONT arrives, a process is continued'],
    ['1 fork 2; 1 kill 2 STOP; 1 kill 2 CONT', '1 waitpid 2 continued', 'waitpid: a continuation is fetched'],
    ['1 fork 2; 1 kill 2 STOP', '1 kill 2 HUP', 'kill: a SIGHUP waits'],
    [
      '1 open_terminal tty1; 1 fork 2; 1 setpgid 2 0; 1 tcsetpgrp tty1 2; 1 kill 2 STOP',
      'tty1 type ^C',
      'type: a SIGINT waits',
    ],
    ['', '1 open_terminal tty1', 'open_terminal: a process acquires a terminal'],
    [
      '1 open_terminal tty1',
      '1 leave_terminal tty1',
      'leave_terminal: SIGCONT arrives, SIGHUP arrives, a process loses its terminal, a terminal is free',
    ],
    [
      '1 open_terminal tty1; 1 fork 2',
      '2 setsid',
      'setsid: a group is made, a process loses its terminal, a process moves to another group, a session is made',
    ],
    [
      '1 open_terminal tty1; 1 fork 2; 2 setsid',
      '2 set_controlling_terminal tty1 steal',
      'set_controlling_terminal: a process acquires a terminal, a process loses its terminal, a terminal is stolen',
    ],
    [
      '1 open_terminal tty1; 1 fork 2; 1 setpgid 2 0',
      '1 tcsetpgrp tty1 2',
      'tcsetpgrp: the foreground changes',
    ],
    [
      '1 open_terminal tty1; 1 fork 2; 1 setpgid 2 0; 1 tcsetpgrp tty1 2; 2 exit 0',
      '1 waitpid 2',
      'waitpid: a foreground becomes stale, a group ends, a zombie is gone',
    ],
    ['1 fork 2; 2 fork 3', '2 waitpid 3 block', 'waitpid: a wait begins'],
    [
      '1 fork 2; 2 fork 3; 2 waitpid 3 block',
      '3 exit 0',
      'exit: a running process is gone, a wait ends, a wait is answered',
    ],
    ['1 fork 2; 2 fork 3; 2 waitpid 3 block; 1 kill 2 STOP', '3 exit 0', 'exit: a process becomes a zombie'],
    [
      '1 fork 2; 2 fork 3; 3 setpgid 0 0; 2 waitpid -3 block',
      '3 setpgid 0 1',
      'setpgid: a group ends, a process moves to another group',
    ],
    [
      '1 open_terminal tty1',
      'tty1 hang_up',
      'hang_up: SIGCONT arrives, SIGHUP arrives, a lost foreground is remembered, a process loses its terminal, a terminal is free',
    ],
    [
      '1 open_terminal tty1; tty1 hang_up',
      '1 open_terminal tty1',
      'open_terminal: a lost foreground is forgotten, a process acquires a terminal',
    ],
    [
      '1 fork 2; 2 setsid; 2 open_terminal tty1; 2 fork 3; 3 setpgid 0 0; 2 tcsetpgrp tty1 3; tty1 hang_up; 3 exit 0',
      '2 waitpid 3',
      'waitpid: a group ends, a lost foreground is forgotten, a zombie is gone',
    ],
    ['1 open_terminal tty1; 1 fork 2', '2 exit 0', 'exit: a process becomes a zombie'],
    [
      '1 fork 2; 2 setsid; 2 open_terminal tty1; 2 fork 3; 1 kill 3 STOP',
      '2 exit 0',
      'exit: a SIGHUP waits, a process becomes a zombie, a process loses its terminal, a process passes to init, a terminal is free',
    ],
  ])('the class after "%s" of "%s" says what happens: %s', (story, text, name) => {
    const [state, command] = [jobControlStateAfter(story), jobControlCommand(text)];
    expect(transitionClassOf(state, command, linux.step(state, command))).toBe(name);
  });
});

describe('a system that is given other commands', () => {
  test.each<[string, MakeSystem, RegExp]>([
    ['lacks commands', () => tableWith({ supports: ['fork', 'exit', 'free'] }), /given other commands/],
    ['fails before', () => mutant('forget-to-orphan'), /another check reports/],
  ])('a system that %s is not held to the record', async (_, make, why) => {
    const outcome = await CLASSES_CHECK.run(new Subject(make, SETTINGS));
    expect(outcome).toMatchObject({
      verdict: 'inconclusive',
      excused: true,
      sentence: expect.stringMatching(why) as string,
    });
  });
});
