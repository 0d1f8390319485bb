// A system of this process in a coat that lets nothing through but what a system elsewhere can do.
import type { Command } from '../../src/contract/command.ts';
import type { AsynchronousSystemUnderTest, ShownStep, SystemUnderTest } from '../../src/contract/system.ts';

/** The system elsewhere: it is reset, given whole sequences, and asked in no other way. */
export function elsewhere(
  inside: SystemUnderTest,
  changes: Partial<AsynchronousSystemUnderTest> = {},
): AsynchronousSystemUnderTest {
  const { name, commandSet, profile, refuses } = inside;
  const step = (command: Command) => ({ answer: inside.apply(command), observation: inside.observe() });
  return {
    name,
    ...(commandSet && { commandSet }),
    ...(profile && { profile }),
    ...(refuses && { refuses }),
    asynchronous: true,
    reset: async () => inside.reset(),
    apply: async (command) => inside.apply(command),
    observe: async () => inside.observe(),
    runSequence: async (sequence) => {
      inside.reset();
      const start = inside.observe();
      const steps: ShownStep[] = [];
      for (const command of sequence) {
        try {
          steps.push(step(command));
        } catch (error) {
          // As over a wire: what threw has no answer, and what was shown before it stands.
          return { start, steps, trouble: `it threw: ${String(error)}` };
        }
      }
      return { start, steps };
    },
    ...changes,
  };
}
