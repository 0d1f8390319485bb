// Reports of the gate as tests need them: one of everything, and one of which each text is hostile.
import type { CheckReport, GateReport } from '../../src/app/gate/gate.ts';

/** Everything that a reader could take for its own: of terminals, XML, Markdown, HTML, GitHub, JSON, URIs. */
export const HOSTILE =
  '\u001B[31mred\u001B[0m\u0000\u0007\u0008\u000B\uFFFE\uD800 ]]> --> </failure></details></script>&amp;"\'\r\n::error::mine\n##[error]mine\n```\n| `a` | *b* _c_ <img src=x onerror=alert(1)> [x](javascript:y) @everyone #1 %0A,:\u2028\u202E';

/** A check that passes, but for what is said of it. */
export function checkReport(name: string, differing: Partial<CheckReport> = {}): CheckReport {
  const [line, commandSet = null] = name.split('/');
  return {
    name,
    commandSet,
    line,
    question: `the claim of ${line} holds`,
    budget: 5000,
    verdict: 'pass',
    leftOut: false,
    sentence: '12 runs, 480 commands',
    report: null,
    counterexample: null,
    evidence: {},
    elapsedMs: 1234,
    extent: 'whole',
    ...differing,
  };
}

/** A report of these checks, which passes, but for what is said of it. */
export function gateReport(checks: readonly CheckReport[], differing: Partial<GateReport> = {}): GateReport {
  return {
    format: 'procession-gate',
    version: 1,
    procession: '0.1.0',
    code: 'code 0123456789ab',
    configuration: { corpus: 'none' },
    system: 'mine',
    profile: 'quick',
    seed: -7,
    base: null,
    shards: [{ index: 0, of: 1 }],
    began: '2026-01-31T12:00:00.000Z',
    elapsedMs: checks.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0),
    verdict: 'pass',
    reason: null,
    checks,
    notRun: [],
    ...differing,
  };
}

/** One check of each end. */
export const OF_EACH_END: GateReport = gateReport(
  [
    checkReport('start/first', { elapsedMs: 0 }),
    checkReport('random/first', {
      verdict: 'fail',
      sentence: 'process 1: children should be [2, 3] and is [2]',
      report:
        'H5: process 1: children should be [2, 3] and is [2]\n\n  1 fork 2   ok pid=2\n  2 exit     ok\n\nagain: npx procession-check check --seed -7 --path 3:1',
      counterexample: {
        commands: 2,
        trace: 'procession trace 1 first\n1 fork 2 => ok pid=2\n2 exit => ok\n',
        file: '.procession/failures/H5 exit.trace',
        replay: "npx procession-check replay '.procession/failures/H5 exit.trace' --sut ./mine.ts",
      },
    }),
    checkReport('kernel/second', {
      verdict: 'inconclusive',
      leftOut: true,
      sentence: 'it needs what is missing here: a Linux kernel that lets processes be made in a namespace',
      report: 'not checked: it needs what is missing here',
    }),
    checkReport('performance', {
      verdict: 'inconclusive',
      sentence: 'too noisy to tell: 40 s more would do',
      report: 'inconclusive: too noisy to tell: 40 s more would do',
    }),
  ],
  { verdict: 'fail', reason: 'failed: random/first', base: 'main' },
);

/** Every text of it is hostile, and one is of twenty thousand lines. */
export function hostileReport(): GateReport {
  const long = Array.from({ length: 20_000 }, (_, index) => `${index} ${HOSTILE}`).join('\n');
  const failing = { verdict: 'fail', question: HOSTILE, sentence: HOSTILE } as const;
  return gateReport(
    [
      checkReport(`check/${HOSTILE}`, { ...failing, report: HOSTILE }),
      checkReport('long/first', {
        ...failing,
        report: long,
        counterexample: { commands: 1, trace: long, file: `/tmp/${HOSTILE}`, replay: HOSTILE },
      }),
      checkReport('wide/first', { ...failing, report: HOSTILE.repeat(20_000) }),
      checkReport('aside/first', {
        verdict: 'inconclusive',
        leftOut: true,
        sentence: HOSTILE,
        report: HOSTILE,
      }),
      checkReport('open', { verdict: 'inconclusive', sentence: HOSTILE, report: HOSTILE }),
    ],
    { system: HOSTILE, base: HOSTILE, procession: HOSTILE, verdict: 'fail', reason: HOSTILE },
  );
}
