// The lines under a failure that is stored: its file, and how it is tried and shown again.
import { explorerLine } from '../options/values.ts';

/** The way to a failure; no file where nothing was to be stored, and no line where none shows it again. */
interface Stored {
  readonly file?: string | undefined;
  readonly replay?: string | undefined;
}

/** The line that shows it again is the last one. */
export function againLines({ file, replay }: Stored): readonly string[] {
  const tried = file === undefined ? [] : [`try it: ${explorerLine(file)}`];
  return [...savedLines(file), ...tried, ...replayLines(replay)];
}

/** The same under a failure with branches, without the explorer: there they stand one after the other. */
export function branchesAgainLines({ file, replay }: Stored): readonly string[] {
  return [...savedLines(file), ...replayLines(replay)];
}

function savedLines(file: string | undefined): readonly string[] {
  return file === undefined ? [] : [`saved:  ${file}`];
}

function replayLines(replay: string | undefined): readonly string[] {
  return replay === undefined ? [] : [`replay: ${replay}`];
}
