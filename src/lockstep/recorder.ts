// A replay that remembers what the system answered and showed at every step.
import type { Answer, Command } from '../contract/command.ts';
import type { Specification } from '../model/specification.ts';
import type { Observation } from '../contract/observation/observation.ts';
import type { AsynchronousSystemUnderTest, System, SystemUnderTest } from '../contract/system.ts';
import { overlaid } from './overlay.ts';
import type { Run } from './run-plan.ts';
import { replay } from './replay.ts';

/** The system's doing at one step. */
export interface Moment {
  readonly answer: Answer | undefined;
  readonly observation: Observation | undefined;
}

export interface Watched {
  readonly run: Run;
  /** The start, then one a command, then where a reset showed the failure, what was shown after it. */
  readonly moments: readonly Moment[];
}

/** Replays commands; everything shown is kept, so this is for traces that people look at. */
export async function watch(
  system: System,
  specification: Specification,
  commands: readonly Command[],
): Promise<Watched> {
  const log = new Log();
  const run = await replay(
    system.asynchronous ? watchedLater(system, log) : watched(system, log),
    specification,
    commands,
  );
  const count = 1 + run.commands.length + (run.divergence?.step === -1 && run.commands.length > 0 ? 1 : 0);
  return { run, moments: log.moments.slice(0, count) };
}

class Log {
  readonly moments: { answer: Answer | undefined; observation: Observation | undefined }[] = [];

  begin(): void {
    this.moments.push({ answer: undefined, observation: undefined });
  }

  answered(answer: Answer): Answer {
    (this.moments.at(-1) as { answer: unknown }).answer = answer;
    return answer;
  }

  showed(observation: Observation): Observation {
    (this.moments.at(-1) as { observation: unknown }).observation ??= structuredClone(observation);
    return observation;
  }
}

/** Without `observeInto`: every observation goes by as JSON. */
function watched(system: SystemUnderTest, log: Log): SystemUnderTest {
  return overlaid(system, {
    observeInto: undefined,
    reset: () => {
      log.begin();
      system.reset();
    },
    apply: (command) => {
      log.begin();
      return log.answered(system.apply(command));
    },
    observe: () => log.showed(system.observe()),
  });
}

/** Without `runSequence`: every step goes by by itself. */
function watchedLater(system: AsynchronousSystemUnderTest, log: Log): AsynchronousSystemUnderTest {
  return overlaid(system, {
    runSequence: undefined,
    reset: async () => {
      log.begin();
      await system.reset();
    },
    apply: async (command) => {
      log.begin();
      return log.answered(await system.apply(command));
    },
    observe: async () => log.showed(await system.observe()),
  });
}
