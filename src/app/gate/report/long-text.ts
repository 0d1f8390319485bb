// Texts of reports for other programs, which take only so much: the beginning and the end of what is too long.
import { grouped } from '../../../contract/format-numbers.ts';
import { visible, visibleLines } from '../../../contract/visible.ts';

/** The most that is taken of a text. */
export interface TextMax {
  readonly lines: number;
  /** Characters of a line, in UTF-16 units. */
  readonly width: number;
}

const USUAL: TextMax = { lines: 400, width: 2_000 };

/** The text, safe to show; of one with too many lines its beginning and its end. */
export function longText(text: string, { lines: most, width }: TextMax = USUAL): string {
  const lines = text.split('\n');
  const short = (line: string): string =>
    line.length > width ? visible(line, { max: width }) : visibleLines(line);
  if (lines.length <= most) return lines.map(short).join('\n');
  const end = Math.floor(most / 4);
  return [
    ...lines.slice(0, most - end).map(short),
    `… ${grouped(lines.length - most)} lines left out …`,
    ...lines.slice(-end).map(short),
  ].join('\n');
}
