// Reports of the gate, made up: as large and as varied as a full run of both command sets, for those who look at the page.
import { COMMAND_SETS } from '../../src/command-sets.ts';
import type {
  CheckEvidence,
  ClauseEvidence,
  CoverageEvidence,
  KillMatrix,
  PerformanceEvidence,
} from '../../src/app/gate/check-evidence.ts';
import type { CheckReport, GateReport } from '../../src/app/gate/gate.ts';
import { HIERARCHY_VOCABULARY } from '../../src/contract/sets/hierarchy.ts';
import { concurrentRecordOf, concurrentTraceOf } from '../../src/counterexample/file/concurrent-record.ts';
import type { Certificate } from '../../src/counterexample/file/record.ts';
import { specificationToTell } from '../../src/command-sets.ts';
import { Dice } from '../../src/engines/generate/prng.ts';
import { race } from '../counterexample/branch-stories.ts';
import { failureOf, mutant, ORPHAN } from '../counterexample/examples.ts';
import { checkReport as plainCheck, gateReport as plainReport } from '../gate-reports/example-report.ts';
import { recordOf } from '../support/by-set.ts';

/** The columns that a kill matrix has. */
const PROPERTIES =
  'whole answer present parent group session state marks lists exitCode threads held I1 I2 I3 I4 I5 I6 I7 I8 I9 I10 trouble self-check'.split(
    ' ',
  );

/** A check that passed, of a run that was long. */
export function checkReport(name: string, more: Partial<CheckReport> = {}): CheckReport {
  return plainCheck(name, {
    commandSet: null,
    question: 'the system answers as the specification says',
    budget: 100_000,
    sentence: 'nothing was found',
    elapsedMs: 1200,
    ...more,
  });
}

/** A check that failed with branches; its counterexample is the record, or the trace alone. */
export function branchesReport(from: 'record' | 'trace'): CheckReport {
  const { failure } = race;
  if (failure === undefined) throw new Error('the race does not fail');
  const origin = { system: 'stepped' };
  const trace = concurrentTraceOf(failure, origin, HIERARCHY_VOCABULARY);
  const record = concurrentRecordOf(failure, origin, HIERARCHY_VOCABULARY);
  return checkReport('concurrency', {
    verdict: 'fail',
    report: failure.sentence,
    counterexample: {
      commands: 3,
      trace,
      file: null,
      replay: null,
      ...(from === 'record' && { record }),
    },
  });
}

export function gateReport(checks: readonly CheckReport[], more: Partial<GateReport> = {}): GateReport {
  return plainReport(checks, {
    system: 'process-table, posix-table',
    profile: 'full',
    seed: 1,
    base: 'main',
    began: '2026-03-01T10:20:30.000Z',
    elapsedMs: 412_300,
    ...more,
  });
}

/** A matrix of all mutants of a set, killed by some properties each; the first few survive. */
function matrixOf(commandSet: string, survivors: number): KillMatrix {
  const dice = new Dice();
  dice.seed(7);
  const set = COMMAND_SETS.find(({ table }) => table.vocabulary.id === commandSet);
  const mutants = Object.entries(set?.table.mutants ?? {}).map(([name, { rule, sentence }], index) => {
    const killers = PROPERTIES.filter(
      (property, at) => at > 0 && property !== 'trouble' && dice.chance(at < 2 ? 40 : at < 6 ? 15 : 3),
    );
    const killedBy = Object.fromEntries(
      ['whole', ...(killers.length === 0 ? ['answer'] : killers)].map((property) => [
        property,
        1 + dice.below(dice.chance(60) ? 40 : 30_000),
      ]),
    );
    return {
      name,
      rule,
      sentence,
      killedBy: index < survivors ? {} : killedBy,
      ...(index === 0 &&
        survivors > 0 && { equivalent: { bound: 'ids 3', states: 9108, transitions: 75_420 } }),
    };
  });
  return { commandSet, properties: PROPERTIES, mutants };
}

function coverageOf(commandSet: string): CoverageEvidence {
  const dice = new Dice();
  dice.seed(11);
  const { commands, refusalsPossible, witnesses } = specificationToTell(commandSet);
  return {
    commandSet,
    commands: Object.fromEntries(
      commands.map((name, index) => {
        const refusals = refusalsPossible(name).map((refusal, at) => {
          const times = index === 3 && at === 1 ? 0 : 20 + dice.below(4000);
          return [refusal, { times, alone: at === 2 ? 0 : dice.below(times + 1) }] as const;
        });
        return [
          name,
          {
            accepted: 400 + dice.below(30_000),
            refused: refusals.reduce((sum, [, { times }]) => sum + times, 0),
            refusals: Object.fromEntries(refusals),
          },
        ];
      }),
    ),
    classes: Object.fromEntries(commands.map((name, index) => [`${name}: accepted`, index * 7 + 1])),
    witnesses: Object.fromEntries(
      Object.keys(witnesses).map((name, index) => [name, index === 2 ? 0 : 1 + dice.below(900)]),
    ),
  };
}

/** Clauses of both sets, the invariants and some choices; one never decided. */
function clausesOf(matrices: readonly KillMatrix[]): readonly ClauseEvidence[] {
  const dice = new Dice();
  dice.seed(5);
  const mutants = matrices.flatMap((each) => each.mutants);
  const numbered = (letter: string, count: number, title: string): readonly (readonly [string, string])[] =>
    Array.from({ length: count }, (_, index) => [`${letter}${index + 1}`, title]);
  return [
    ...numbered('H', 12, 'a command of the hierarchy: what it does, and what it is refused for'),
    ...numbered('P', 10, 'a POSIX command: its effect, its refusals, and in which order they are looked at'),
    ...numbered('I', 10, 'an invariant'),
    ...numbered('C', 24, 'a choice made where the sources are silent, which systems may make otherwise'),
  ].map(([clause, title], index) => {
    const decided = index === 40 ? 0 : 1 + dice.below(2 ** (1 + dice.below(24)));
    const part = Math.floor(decided / 3);
    return {
      clause,
      title,
      decided,
      byCheck:
        decided === 0
          ? {}
          : { 'random/posix': decided - 2 * part, 'tour/posix': part, 'exhaustive/posix': part },
      mutants: mutants.filter(({ rule }) => rule === clause).map(({ name }) => name),
    };
  });
}

export function raceEvidence(workload: string, ratio: number, spread: number): PerformanceEvidence {
  const dice = new Dice();
  dice.seed(workload.length);
  return {
    workload,
    base: 'main',
    ratio,
    low: ratio - spread,
    high: ratio + spread,
    confidence: 0.99,
    threshold: 1.1,
    blocks: 40,
    ratios: Array.from(
      { length: 40 },
      () => ratio + spread * 3 * ((dice.below(1000) + dice.below(1000)) / 1000 - 1),
    ),
  };
}

/** A run in which all kinds of things went wrong. */
export async function variedRun(): Promise<GateReport> {
  const system = mutant('forget-to-orphan');
  const failure = await failureOf(system, ...ORPHAN);
  const record = recordOf(failure, { system: system.name, seed: 1 }, ORPHAN_CERTIFICATE);
  const matrices = [matrixOf('hierarchy', 0), matrixOf('posix', 2)];
  const of = (name: string, evidence: CheckEvidence, more: Partial<CheckReport> = {}): CheckReport =>
    checkReport(name, { evidence, commandSet: name.split('/')[1] ?? null, ...more });
  const checks = [
    of('start/hierarchy', { totals: { commands: 0 } }, { sentence: 'it starts as init alone', elapsedMs: 3 }),
    of('start/posix', { totals: { commands: 0 } }, { sentence: 'it starts as init alone', elapsedMs: 2 }),
    of(
      'corpus/posix',
      { totals: { traces: 31, commands: 402 } },
      { sentence: '31 traces replayed, each as recorded', elapsedMs: 140 },
    ),
    of(
      'random/hierarchy',
      { totals: { runs: 1000, commands: 51_203 }, coverage: coverageOf('hierarchy') },
      {
        verdict: 'fail',
        sentence: 'process 1: children should be [2, 3] and is [2]',
        question: 'in 1,000 runs of random commands model and system answer alike and show the same',
        report: REPORT,
        counterexample: {
          commands: 3,
          trace:
            'procession trace 1 hierarchy\n# found on mutant:forget-to-orphan\n1 fork 2\n2 fork 3\n2 exit\n',
          file: '.procession/failures/3f0a4a3c2b1d.trace',
          replay:
            'npx procession-check replay .procession/failures/3f0a4a3c2b1d.trace --sut mutant:forget-to-orphan',
          record,
        },
        elapsedMs: 4310,
      },
    ),
    of(
      'random/posix',
      { totals: { runs: 1000, commands: 49_877 }, coverage: coverageOf('posix') },
      { sentence: '1,000 runs, 49,877 commands', elapsedMs: 3902 },
    ),
    of(
      'capacity/posix',
      { totals: { runs: 400, commands: 20_110 } },
      { sentence: 'capacities 1 to 4, 400 runs: the tables grew 1,922 times', elapsedMs: 2033 },
    ),
    of(
      'tour/posix',
      { totals: { commands: 25_582 } },
      { sentence: '385 states, 25,582 commands from them', elapsedMs: 812 },
    ),
    of(
      'exhaustive/posix',
      { totals: { states: 584, transitions: 4412, commands: 21_940 } },
      { sentence: '584 states and 4,412 transitions, as recorded', elapsedMs: 9120 },
    ),
    of(
      'alarm/hierarchy',
      { totals: { mutants: 148, commands: 812_330 }, killMatrix: matrices[0] },
      { sentence: '148 of 148 mutants killed', elapsedMs: 61_300 },
    ),
    of(
      'alarm/posix',
      {
        totals: { mutants: 174, commands: 2_110_204 },
        killMatrix: matrices[1],
        clauses: clausesOf(matrices),
      },
      {
        verdict: 'fail',
        sentence: '1 mutant survives without a proof that it is equivalent, and 1 that is proved equivalent',
        report:
          'a mutant survives:\n\n  give its name here, and the clause that it breaks\n\nits commands: 30,000',
        elapsedMs: 171_800,
      },
    ),
    of(
      'performance',
      {
        performance: [
          raceEvidence('mixed commands of the hierarchy, 64 processes', 1.004, 0.012),
          raceEvidence('mixed POSIX commands, 64 processes', 0.962, 0.02),
          raceEvidence('fork and exit, a million processes', 1.182, 0.031),
          raceEvidence('restore into another capacity', 1.07, 0.075),
        ],
      },
      {
        verdict: 'inconclusive',
        sentence: 'too noisy to tell for one of four workloads: about 40 s more would do',
        report: 'inconclusive: too noisy',
        elapsedMs: 92_000,
      },
    ),
    of(
      'kernel/posix',
      {},
      {
        verdict: 'inconclusive',
        leftOut: true,
        sentence: 'it needs what is missing here: a Linux kernel that lets processes be made in a namespace',
        report: 'not checked',
        elapsedMs: 0,
      },
    ),
    of(
      'recordings',
      {},
      {
        verdict: 'inconclusive',
        leftOut: true,
        sentence: 'no recordings are there',
        report: 'not checked',
        elapsedMs: 0,
      },
    ),
  ];
  return gateReport(checks, { verdict: 'fail', reason: 'failed: random/hierarchy, alarm/posix' });
}

const ORPHAN_CERTIFICATE: Certificate = {
  shortest: true,
  commands: 3,
  transitions: 1204,
  covers: 'all sequences of the commands on ids 1 … 3',
};

const REPORT = `H5 exit: the states differ

  1 fork 2   ok pid=2
  2 fork 3   ok pid=3
  2 exit     ok

    process 1: children should be [2, 3] and is [2]
    process 3: parent should be 1 and is 2
    violates I7 (a zombie has no living thread and no child): zombie 2 lists a child

stored: .procession/failures/3f0a4a3c2b1d.trace`;

/** Earlier runs of the same: slower and slower, twice with a failure. */
export function earlierRuns(report: GateReport, count: number): readonly GateReport[] {
  return Array.from({ length: count }, (_, index) => {
    const failing = index === 2 || index === 6;
    const checks = report.checks.map((check): CheckReport => {
      const fails = failing && check.name === 'random/posix';
      const passes = check.verdict === 'fail' || (check.verdict === 'inconclusive' && !check.leftOut);
      return {
        ...check,
        ...(passes && { verdict: 'pass' as const, report: null, counterexample: null }),
        ...(fails && { verdict: 'fail' as const, report: 'it failed', sentence: 'it failed' }),
        evidence: {
          ...check.evidence,
          ...(check.evidence.performance && {
            performance: check.evidence.performance.map((race) => {
              const shift = (index - count) * 0.012;
              return { ...race, ratio: race.ratio + shift, low: race.low + shift, high: race.high + shift };
            }),
          }),
        },
      };
    });
    return gateReport(checks, {
      began: new Date(Date.UTC(2026, 1, 10 + index, 8 + index, 12)).toISOString(),
      elapsedMs: 380_000 + index * 3000,
      verdict: failing ? 'fail' : 'pass',
      reason: failing ? 'failed: random/posix' : null,
    });
  });
}
