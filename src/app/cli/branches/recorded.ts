// The story of a file with branches, without a system: what a record holds, or what a trace's answers say by themselves.
import { programOf } from '../../../contract/notation/trace-of-run.ts';
import { specificationOf } from '../../../command-sets.ts';
import { tellConcurrentStory } from '../../../counterexample/explain/concurrent-story.ts';
import type { ConcurrentStory } from '../../../counterexample/explain/concurrent-story.ts';
import { knownRunOf } from '../../../counterexample/explain/known-run.ts';
import { concurrentFailureOf } from '../../../counterexample/file/concurrent-record.ts';
import type { ConcurrentEvidence } from '../../../counterexample/file/read-file.ts';
import { judgeKnownRun } from '../../../engines/concurrency/judge-known-run.ts';

/** The story of what the file tells. */
export function recordedStory({ concurrent, record, origin }: ConcurrentEvidence): ConcurrentStory {
  const specification = specificationOf({ commandSet: concurrent.commandSet });
  const known = record?.run ?? knownRunOf(concurrent);
  const program = programOf(concurrent);
  const judged =
    record === undefined
      ? judgeKnownRun(specification, program, known, concurrent.schedule)
      : { failure: concurrentFailureOf(record) };
  return tellConcurrentStory({
    specification,
    system: origin?.system,
    seed: origin?.seed,
    outcome: judged.failure === undefined ? 'untried' : 'recorded',
    program,
    run: known,
    certificate: record?.certificate,
    failure: judged.failure,
    ...('explainedBy' in judged && { explainedBy: judged.explainedBy }),
  });
}
