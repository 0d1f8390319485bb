// A system of this process in a coat that lets nothing through but what a system elsewhere can do.
import type { Command } from '../../src/contract/command.ts';
import type { AsynchronousSystemUnderTest, SystemUnderTest } from '../../src/contract/system.ts';

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
      return { start: inside.observe(), steps: sequence.map(step) };
    },
    ...changes,
  };
}
