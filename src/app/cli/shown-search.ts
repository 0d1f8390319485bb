// Runs a search of the model that shows how far it is, ends at Ctrl-C with what was found, and takes no more memory than there is.
import type { RunControl } from '../../contract/run-control.ts';
import type { FindProgress } from '../../engines/ask/find-shortest.ts';
import { Interrupt } from './interrupt.ts';
import { counted, ProgressLine } from './terminal.ts';

/** The control of such a search, and the bytes that it may take. */
type ShownControl = RunControl<FindProgress> & { readonly memoryMaxBytes: number };

/** `direction` stands behind the number of commands: how deep, or how much further. */
export async function searchShown<Outcome>(
  direction: string,
  run: (control: ShownControl) => Promise<Outcome>,
): Promise<Outcome> {
  using interrupt = new Interrupt();
  const line = new ProgressLine();
  const control = interrupt.control(({ states, depth }: FindProgress) =>
    line.show(`${counted(states, 'state')}, ${counted(depth, 'command')} ${direction}`),
  );
  try {
    return await run({ ...control, memoryMaxBytes: 0.75 * process.availableMemory() });
  } finally {
    line.clear();
  }
}
