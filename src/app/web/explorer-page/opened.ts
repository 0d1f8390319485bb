// A file of the reader's, opened in the page: a counterexample or a trace, with branches or without. Whatever else it is ends
// in a sentence.
import { counted } from '../../../contract/format-numbers.ts';
import type { Vocabularies } from '../../../contract/vocabulary.ts';
import type { Evidence } from '../../../counterexample/file/read-file.ts';
import { contradictionIn, tellingOf, unissuableIn } from '../../../counterexample/file/read-file.ts';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import type { Specification } from '../../../model/specification.ts';
import type { Opened } from './opened-branches.ts';
import { openedBranches, readWithBranches } from './opened-branches.ts';

/** A larger file is not read. */
export const FILE_BYTES_MAX = 4_000_000;
/** More commands than these could not be stepped through with ease. */
const COMMANDS_MAX = 5_000;

/** Reads a file's text; the problem begins with its place. `specificationNamed`: the one of a command set. */
export function readOpened(
  text: string,
  vocabularies: Vocabularies,
  specificationNamed: (commandSet: string) => Specification,
): Opened {
  if (isLogOfStrace(text)) return { problem: IS_LOG };
  const read = readWithBranches(text, vocabularies);
  if ('problem' in read) return read;
  return 'concurrent' in read.value
    ? openedBranches(read.value, specificationNamed)
    : openedSequence(read.value, specificationNamed);
}

function openedSequence(
  evidence: Evidence,
  specificationNamed: (commandSet: string) => Specification,
): Opened {
  const { commandSet, steps } = evidence.trace;
  if (steps.length > COMMANDS_MAX)
    return {
      problem: `it has ${counted(steps.length, 'command')}, and this page takes up to ${COMMANDS_MAX}`,
    };
  const specification = tellingOf(evidence.trace, specificationNamed(commandSet));
  const unissuable = unissuableIn(evidence, specification);
  if (unissuable !== undefined) return { problem: unissuable };
  return {
    value: {
      specification,
      steps,
      system: evidence.origin?.system,
      remark: evidence.record === undefined ? contradictionIn(evidence, specification) : undefined,
    },
  };
}

/** Says what takes a log: the reader of logs is larger than the page. */
const IS_LOG = `it is a log of strace: "${COMMAND_LINE} explorer LOG --open" writes this page with the log's commands in it, "${COMMAND_LINE} explain LOG --to-trace FILE" a trace to be opened here`;

/** A call, the rest of one, a signal or an end, behind the numbers of process and time that strace writes. */
const LOG_LINE =
  /^(?:\[pid +\d+\] +|\d+ +)?(?:\d[\d:.]* +)?(?:\w+\(|<\.\.\. \w+ resumed|--- SIG|\+\+\+ (?:exited|killed))/;

function isLogOfStrace(text: string): boolean {
  const first = text.slice(0, 10_000).split(/\r?\n/, 20);
  return first.some((line) => LOG_LINE.test(line));
}
