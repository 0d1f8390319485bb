// A counterexample's file, in either form; what cannot be read or understood is misuse.
import type { CommandSet } from '../../../contract/command.ts';
import { VOCABULARIES } from '../../../command-sets.ts';
import type { KnownDeviation } from '../../../contract/known-deviation.ts';
import { whyNot } from '../../../contract/file-trouble.ts';
import type { ConcurrentEvidence, Evidence } from '../../../counterexample/file/read-file.ts';
import { readAnyEvidence, readEvidence, unissuableIn } from '../../../counterexample/file/read-file.ts';
import { readRegularOrInput } from '../../../counterexample/file/regular-file.ts';
import type { Specification } from '../../../model/specification.ts';
import { Misuse } from '../exit-codes.ts';
import { answersSet } from '../options/system-kinds.ts';

/** Reads a trace file or the JSON form; `-` is standard input. */
export function readEvidenceFile(file: string): Evidence {
  return valueIn(file, readEvidence(evidenceTextOf(file), VOCABULARIES));
}

/** The same of a file that may have branches, too. */
export function readAnyEvidenceFile(file: string): Evidence | ConcurrentEvidence {
  return valueIn(file, readAnyEvidence(evidenceTextOf(file), VOCABULARIES));
}

function valueIn<Value>(file: string, read: { readonly value: Value } | { readonly problem: string }): Value {
  if (!('problem' in read)) return read.value;
  throw new Misuse(`${file}:${/^[\d/]/.test(read.problem) ? '' : ' '}${read.problem.trimStart()}`);
}

/** The text of such a file; `-` is standard input. */
export function evidenceTextOf(file: string): string {
  try {
    return readRegularOrInput(file);
  } catch (error) {
    throw new Misuse(`${file} cannot be read: ${whyNot(error)}`, { cause: error });
  }
}

/** A trace with a command that nobody can issue is a mistake of the trace: said before anything is run. */
export function refuseUnissuable(
  file: string,
  evidence: Evidence,
  specification: Specification,
  known: readonly KnownDeviation[] = [],
): void {
  if (specification.commandSet !== evidence.trace.commandSet) return; // It does not apply, which is said instead.
  const sentence = unissuableIn(evidence, specification, known);
  if (sentence !== undefined) throw new Misuse(`${file}: ${sentence}`);
}

/** The command set to ask a system for that has both: the trace's. With others a mismatch is a reason not to run it. */
export function setFor(sut: string, evidence: Evidence | ConcurrentEvidence): CommandSet | undefined {
  const { commandSet } = 'concurrent' in evidence ? evidence.concurrent : evidence.trace;
  return answersSet(sut, commandSet) ? commandSet : undefined;
}
