// Explains what is left of a recording that was cut, at its end or at its head.
import type { Explanation } from '../../src/engines/recordings/explanation.ts';
import type { PsSnapshot } from '../../src/engines/recordings/ps-row.ts';
import { textOfLog } from '../support/recorded-logs.ts';
import { explanationOfLines, wrongIn } from '../support/twin-logs.ts';

/** The lines of a recording. */
export function linesOfRecording(name: string): readonly string[] {
  return textOfLog(name).trimEnd().split('\n');
}

/**
 * The cuts after which what is left of a recording is told to be wrong, each with what is.
 *
 * @param kept The lines that a cut leaves.
 */
export async function accusedAfterCuts(
  cuts: readonly number[],
  kept: (cut: number) => readonly string[],
  snapshots: readonly PsSnapshot[] = [],
): Promise<readonly string[]> {
  const accused: string[] = [];
  for (const cut of cuts) {
    const explanation = await explanationOfLines(kept(cut), { snapshots });
    if (explanation.verdict === 'fail')
      accused.push(`${cut}: ${wrongIn(explanation)}: ${firstOf(explanation)}`);
  }
  return accused;
}

function firstOf({ unexplained, unexplainedRows }: Explanation): string {
  return (unexplained[0] ?? unexplainedRows[0])?.sentence ?? '';
}
