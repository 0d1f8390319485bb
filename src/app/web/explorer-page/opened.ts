// A file of the reader's, opened in the page: a counterexample or a trace. Whatever else it is ends in a sentence.
import { counted } from '../../../contract/format-numbers.ts';
import type { TraceStep } from '../../../contract/notation/trace.ts';
import type { Vocabularies } from '../../../contract/vocabulary.ts';
import {
  contradictionIn,
  readEvidence,
  tellingOf,
  unissuableIn,
} from '../../../counterexample/file/read-file.ts';
import type { Specification } from '../../../model/specification.ts';

/** A larger file is not read. */
export const FILE_BYTES_MAX = 4_000_000;
/** More commands than these could not be stepped through with ease. */
const COMMANDS_MAX = 5_000;

/** The trial that a file holds. */
export interface OpenedTrial {
  readonly specification: Specification;
  readonly steps: readonly TraceStep[];
  /** The system that it was found on, where the file says so. */
  readonly system: string | undefined;
  /** A recorded answer that the model does not allow, in a sentence. */
  readonly remark: string | undefined;
}

/** Reads a file's text; the problem begins with its place. `specificationNamed`: the one of a command set. */
export function readOpened(
  text: string,
  vocabularies: Vocabularies,
  specificationNamed: (commandSet: string) => Specification,
): { readonly value: OpenedTrial } | { readonly problem: string } {
  const read = readEvidence(text, vocabularies);
  if ('problem' in read) return read;
  const evidence = read.value;
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
