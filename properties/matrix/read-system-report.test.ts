// Goal: a report that a command wrote is understood, and anything else ends in a sentence that names what is wrong. Method: small
// reports of each command, damaged in one way each.
import { describe, expect, test } from 'vitest';
import { findingsIn } from '../../src/app/matrix/findings.ts';
import type { SystemFindings } from '../../src/app/matrix/findings.ts';
import { readSystemReport } from '../../src/app/matrix/read-system-report.ts';
import { checkReport, gateReport } from '../gate-reports/example-report.ts';

/** The failure of a system that forgets to pass children on, as check has it. */
const COUNTEREXAMPLE = {
  commands: [
    { name: 'fork', process: 1, child: 2 },
    { name: 'fork', process: 2, child: 3 },
    { name: 'exit', process: 2 },
  ],
  missed: null,
  step: 2,
  kind: 'observation',
  concerns: 'H5',
  sentence: 'process 1: children should be [2, 3] and is [2]',
  expectedAnswer: null,
  seenAnswer: { ok: {} },
  expected: null,
  seen: null,
  differences: [],
  violations: [{ invariant: 'I6', finding: 'process 3 is nobody’s child' }],
  certificate: null,
  replay: 'npx procession-check replay a.trace',
};

const WALKED = {
  version: 1,
  verdict: 'pass',
  reason: null,
  system: 'mine',
  commandSet: 'hierarchy',
  profile: null,
  coverage: {
    commands: {
      fork: { accepted: 3, refused: 2, refusals: { 'id-in-use': { times: 2, alone: 2 } } },
      exit: { accepted: 0, refused: 0, refusals: {} },
    },
    witnesses: { 'thread-bears-the-pid': 4, 'zombie-adopted': null },
  },
  invariants: { I1: { checked: 5, notShown: 0 }, I6: { checked: 0, notShown: 5 } },
  knownDeviations: [
    { command: 'exit', reason: 'it asks nothing', times: 2 },
    { command: 'fork', reason: 'gone', times: 0 },
  ],
  unchecked: ['counts are not shown'],
  guards: ['not-held'],
  counterexample: null,
};
const CHECK = { ...WALKED, format: 'procession-check', runs: 1, commands: 5, otherFailures: [] };
const TOUR = { ...WALKED, format: 'procession-tour', ids: 2, commandsRun: 7 };
const EXPLORE = {
  format: 'procession-explore',
  version: 1,
  verdict: 'pass',
  reason: null,
  system: 'mine',
  commandSet: 'posix',
  profile: 'linux',
  ids: 2,
  states: 3,
  transitions: 4,
  selfLoops: 5,
  refusals: 6,
  acceptedByCommand: { fork: 4, setsid: 0 },
  refusalsByCommand: [{ command: 'setsid', refusal: 'group-id-in-use', applied: 6, alone: 6 }],
  witnesses: { 'order-is-not-that-of-ids': null },
  notShown: ['I2'],
  counterexample: null,
};

function understood(report: unknown): readonly SystemFindings[] {
  const read = readSystemReport(JSON.stringify(report));
  if ('problem' in read) throw new Error(read.problem);
  const found = findingsIn('a.json', read.value);
  if ('problem' in found) throw new Error(found.problem);
  return found.value;
}

function problemOf(text: string): string {
  const read = readSystemReport(text);
  if ('problem' in read) return read.problem;
  const found = findingsIn('a.json', read.value);
  return 'problem' in found ? found.problem : 'none';
}

const decided = ([{ asked }]: readonly SystemFindings[]): Readonly<Record<string, number | null>> =>
  Object.fromEntries(asked.map(({ clause, decided: times }) => [clause, times]));

describe('a report that is read', () => {
  test.each([
    ['check', CHECK, 5],
    ['tour', TOUR, 7],
  ])(
    '%s counts acceptances, refusals and sights of witnesses for their clauses',
    (_command, report, commands) => {
      const found = understood(report);
      expect(decided(found)).toMatchObject({ H1: 5, H5: 0, C17: 0, I1: 5, I6: 0, I9: 0 });
      // Without the command that shows it, a clause was not asked.
      expect(decided(found)).not.toHaveProperty('H2');
      expect(decided(found)).not.toHaveProperty('C7');
      expect(found[0]).toMatchObject({
        source: { commands },
        deviations: [{ clause: 'H5', times: 2 }],
        gaps: ['counts are not shown', 'its adapter decides not-held, not the system itself'],
      });
    },
  );

  test('explore counts by command and refusal, and knows that the invariants shown held of all states', () => {
    const found = understood(EXPLORE);
    expect(decided(found)).toMatchObject({ P1: 4, P2: 6, I1: null, I2: 0 });
    expect(decided(found)).not.toHaveProperty('P3');
    expect(found[0]?.source.commands).toBe(15);
  });

  test('a failure breaks the clause that it concerns and the invariants that it violates, and is told as a trace', () => {
    const [found] = understood({ ...CHECK, verdict: 'fail', counterexample: COUNTEREXAMPLE });
    expect(found?.failures).toMatchObject([
      { clauses: ['H5', 'I6'], commands: 3, replay: 'npx procession-check replay a.trace', shortest: false },
    ]);
    expect(found?.failures[0]?.trace).toContain('1 fork 2 => ok pid=2\n2 fork 3 => ok pid=3\n2 exit => ok\n');
  });

  test('a failing step puts the choices that it shows in doubt, and no others', () => {
    const zombie = [
      { name: 'fork', process: 1, child: 2 },
      { name: 'fork', process: 2, child: 3 },
      { name: 'exit', process: 3 },
      { name: 'exit', process: 2 },
    ];
    const adopted = { ...COUNTEREXAMPLE, commands: zombie, step: 3 };
    const of = (counterexample: object) =>
      understood({ ...CHECK, verdict: 'fail', counterexample })[0]?.failures[0]?.doubted;
    expect(of(adopted)).toEqual(['C17']);
    expect(of(COUNTEREXAMPLE)).toEqual([]);
  });

  test('the gate is read by command set, and its checks of procession itself are passed over', () => {
    const found = understood(
      gateReport([
        checkReport('fixed-seeds/hierarchy', {
          evidence: {
            totals: { commands: 9 },
            coverage: { commandSet: 'hierarchy', commands: CHECK.coverage.commands, witnesses: {} },
          },
        }),
        checkReport('I1/hierarchy', { evidence: { totals: { checked: 4 } } }),
        checkReport('I2/hierarchy', { verdict: 'inconclusive', leftOut: true }),
        checkReport('reset/hierarchy', { verdict: 'fail', sentence: 'something is left' }),
        checkReport('kernel', { verdict: 'fail', sentence: 'the kernel differs' }),
      ]),
    );
    expect(found).toHaveLength(1);
    expect(decided(found)).toMatchObject({ H1: 5, I1: 4 });
    expect(decided(found)).not.toHaveProperty('I2');
    expect(found[0]).toMatchObject({
      system: 'mine',
      source: { verdict: 'fail', reason: 'reset/hierarchy: something is left', commands: 9 },
      failures: [{ clauses: ['reset'], trace: null }],
    });
  });
});

describe('a report that is none', () => {
  const without = (key: string, report: Readonly<Record<string, unknown>> = CHECK): string =>
    JSON.stringify({ ...report, [key]: undefined });
  const failing = (changes: object): string =>
    JSON.stringify({ ...CHECK, counterexample: { ...COUNTEREXAMPLE, ...changes } });
  test.each<[string, string, RegExp]>([
    ['an empty file', '', /^it is empty, and should be what check, tour, explore or gate print with --json$/],
    ['white space', ' \n', /^it is empty/],
    ['no JSON', '{"format":', /^1:\d+: .*; it should be what check/],
    ['half a report', JSON.stringify(CHECK).slice(0, 200), /^1:\d+: /],
    ['a list', '[]', /^it is .*, and should be what check/],
    ['null', 'null', /^it is null, and should be/],
    ['a number', '7', /^it is 7, and should be/],
    ['an empty object', '{}', /^it has no format, and should be/],
    ['an older form', without('format'), /^it has no format, as a report of an earlier release/],
    ['a newer form', JSON.stringify({ ...CHECK, version: 2 }), /^version must be 1: .* not 2$/],
    ['a newer gate', JSON.stringify({ ...gateReport([]), version: 2 }), /^version must be 1: .* not 2$/],
    [
      'another format',
      '{"format":"procession-counterexample"}',
      /^its format is "procession-counterexample"/,
    ],
    ['a format of no text', '{"format":{"a":1}}', /^its format is /],
    ['a format of an object’s own', '{"format":"__proto__"}', /^its format is "__proto__"/],
    ['branches', '{"verdict":"pass","branches":2,"system":"a"}', /^it is about commands at the same time/],
    [
      'an early end',
      '{"verdict":"inconclusive","reason":"no cc","counterexample":null}',
      /^it names no system, since it ended before any was run \(no cc\)$/,
    ],
    ['no system', without('system'), /^system is missing$/],
    [
      'a system without a name',
      JSON.stringify({ ...TOUR, system: '' }),
      /^system must not be empty, not ""$/,
    ],
    ['a gate of nobody', JSON.stringify(gateReport([], { system: '' })), /^system must not be empty/],
    ['a gate without checks', JSON.stringify(gateReport([])), /^it has no check of a system$/],
    ['a gate of another set', JSON.stringify(gateReport([checkReport('a/mars')])), /commandSet is "mars"/],
    [
      'another set',
      JSON.stringify({ ...CHECK, commandSet: 'mars' }),
      /^commandSet is "mars", and this release/,
    ],
    [
      'another profile',
      JSON.stringify({ ...CHECK, profile: 'mars' }),
      /^profile is "mars", which the hierarchy/,
    ],
    ['counts below 0', JSON.stringify({ ...CHECK, commands: -1 }), /^commands must be a whole number/],
    ['no coverage', without('coverage'), /^coverage is missing$/],
    ['no counts of explore', without('acceptedByCommand', EXPLORE), /^acceptedByCommand is missing$/],
    ['a text for a failure', JSON.stringify({ ...CHECK, counterexample: 'no' }), /^counterexample must be/],
    ['commands that are none', failing({ commands: 'fork' }), /^counterexample\/steps: /],
    [
      'an unknown command',
      failing({ commands: [{ name: 'spoon' }] }),
      /^counterexample\/steps\/0\/command\/name: /,
    ],
    [
      'a step beyond the commands',
      failing({ step: 9 }),
      /^counterexample\/divergence\/step: there is no step 9/,
    ],
    ['no clause', failing({ concerns: 3 }), /^counterexample\/divergence\/concerns: /],
  ])('a sentence tells of %s', (_what, text, sentence) => {
    expect(problemOf(text)).toMatch(sentence);
  });

  test('a counterexample of the gate is damaged by one member, and its check is named', () => {
    const record = { format: 'procession-counterexample', version: 2, commandSet: 'hierarchy' };
    const failed = checkReport('random/hierarchy', {
      verdict: 'fail',
      counterexample: { commands: 1, trace: null, file: null, replay: null, record },
    });
    expect(problemOf(JSON.stringify(gateReport([failed])))).toMatch(
      /^random: counterexample\.record\/system: /,
    );
  });
});
