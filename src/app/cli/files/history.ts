// A history file; what cannot be read or understood is misuse.
import { whyNot } from '../../../contract/file-trouble.ts';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import { readJson } from '../../../counterexample/file/json-reader.ts';
import { readRegularOrInput } from '../../../counterexample/file/regular-file.ts';
import type { ConcurrentHistory } from '../../../engines/concurrency/history.ts';
import { historyIn } from '../../library/history-schema.ts';
import { Misuse } from '../exit-codes.ts';

/** Reads a history and the set of its commands; `-` is standard input. */
export function readHistoryFile(file: string): ConcurrentHistory & { readonly commands: string } {
  const text = textOf(file);
  if (/^\uFEFF?\s*procession\s+trace\b/.test(text))
    throw new Misuse(
      `${file}:1:1: it is a trace, and a history is JSON: "${COMMAND_LINE} show" judges the answers of a trace with branches`,
    );
  const json = readJson(text, (value) => value);
  if ('problem' in json) throw new Misuse(`${file}:${json.problem}`);
  const read = historyIn(json.value);
  if ('problem' in read) throw new Misuse(`${file}: ${read.problem}`);
  return { prefix: [], ...read.value };
}

function textOf(file: string): string {
  try {
    return readRegularOrInput(file);
  } catch (error) {
    throw new Misuse(`${file} cannot be read: ${whyNot(error)}`, { cause: error });
  }
}
