// Findings on systems as the tests of the table need them: each end of a clause, and failures with traces.
import type { FoundFailure } from '../../src/app/matrix/found-failure.ts';
import type { AskedClause, Source, SystemFindings } from '../../src/app/matrix/findings.ts';

/** A source that passes, but for what is said of it. */
export function source(differing: Partial<Source> = {}): Source {
  return { file: 'a.json', command: 'check', verdict: 'pass', reason: null, commands: 1200, ...differing };
}

/** Findings on the hierarchy commands of a system, but for what is said of them. */
export function findings(
  asked: Readonly<Record<string, number | null | 'unshown'>>,
  differing: Partial<SystemFindings> = {},
): SystemFindings {
  return {
    system: 'mine',
    commandSet: 'hierarchy',
    profile: null,
    source: source(),
    asked: Object.entries(asked).map(
      ([clause, times]): AskedClause =>
        times === 'unshown'
          ? { clause, decided: 0, unshown: true }
          : { clause, decided: times, unshown: false },
    ),
    failures: [],
    deviations: [],
    gaps: [],
    ...differing,
  };
}

/** A failure of a clause, but for what is said of it. */
export function failure(clauses: readonly string[], differing: Partial<FoundFailure> = {}): FoundFailure {
  return {
    clauses,
    doubted: [],
    sentence: 'process 1: children should be [2, 3] and is [2]',
    commands: 3,
    trace: 'procession trace 1 hierarchy\n1 fork 2 => ok pid=2\n2 fork 3 => ok pid=3\n2 exit => ok\n',
    replay: 'npx procession-check replay a.trace --sut mine',
    shortest: true,
    record: null,
    ...differing,
  };
}

/** Three systems that have every end between them. */
export const OF_EACH_STANDING: readonly SystemFindings[] = [
  findings(
    { H1: 12, H2: 1_234_567, H5: 3, H7: 0, I1: 40, I6: 40, I9: null, C3: 2, C17: 1 },
    {
      source: source({ verdict: 'fail', reason: 'process 1: children should be [2, 3] and is [2]' }),
      failures: [
        failure(['H5'], { commands: 9, sentence: 'a longer one', shortest: false, replay: null }),
        failure(['H5', 'I6'], { doubted: ['C17'] }),
        failure(['reset'], {
          commands: 0,
          trace: null,
          replay: null,
          sentence: 'it does not start as init alone',
        }),
      ],
    },
  ),
  findings(
    { H1: 7, H2: 8, I1: 'unshown', I6: 9 },
    {
      system: 'theirs',
      source: source({
        file: 'b.json',
        command: 'tour',
        verdict: 'inconclusive',
        reason: 'the time of 3 s is used up',
      }),
      deviations: [{ clause: 'H2', reason: 'its create_session asks nothing', times: 5 }],
      gaps: ['its adapter decides not-held, not the system itself'],
    },
  ),
  findings(
    { P1: 5, P2: 0, I1: 6 },
    {
      system: 'kernel',
      commandSet: 'posix',
      profile: 'linux',
      source: source({ file: 'c.json', command: 'gate' }),
    },
  ),
];
