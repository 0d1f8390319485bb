// Logs of a few lines with a wrong twin: the same log with one result changed. `~>` stands before the other result.
import { explain } from '../../src/engines/recordings/explain.ts';
import type { ExplainOptions } from '../../src/engines/recordings/explain-options.ts';
import type { Explanation } from '../../src/engines/recordings/explanation.ts';
import { eventsOfLog } from './told-events.ts';

export interface TwinLogs {
  readonly right: readonly string[];
  readonly wrong: readonly string[];
  /** The line that differs, from 1. */
  readonly line: number;
}

const RESULT = /(?<= = )(.*) ~> (.*)$/;
const WORD = /(\S+) ~> (\S+)/;

/** `10 getppid() = 1 ~> 5` is line `10 getppid() = 1` of the right log and `10 getppid() = 5` of the wrong one; elsewhere a word is changed. */
export function twinLogs(text: string): TwinLogs {
  const lines = text
    .trim()
    .split('\n')
    .map((line) => line.trim());
  const changed = lines.filter((line) => line.includes(' ~> '));
  if (changed.length !== 1) throw new Error(`one line must have another result, not ${changed.length}`);
  const twin = (line: string, words: string): string => line.replace(RESULT, words).replace(WORD, words);
  const right = lines.map((line) => twin(line, '$1'));
  const wrong = lines.map((line) => twin(line, '$2'));
  return { right, wrong, line: 1 + lines.findIndex((line) => line.includes(' ~> ')) };
}

/** The explanation of the lines of a log of strace that hides nothing. */
export async function explanationOfLines(
  lines: readonly string[],
  options: ExplainOptions = {},
): Promise<Explanation> {
  return await explain(eventsOfLog(lines), { hiding: () => 'nothing', ...options });
}

/** The verdict, and the lines and rows that are not explained: `fail 3, row 4`. */
export function wrongIn({ verdict, unexplained, unexplainedRows, unreadable }: Explanation): string {
  const wrong = [
    ...unexplained.map(({ line }) => `${line}`),
    ...unexplainedRows.map(({ line }) => `row ${line}`),
    ...unreadable.map(({ line }) => `unreadable ${line}`),
  ];
  return [verdict, wrong.join(', ')].join(' ').trim();
}
