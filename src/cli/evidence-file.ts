// A counterexample's file, in either form; what cannot be read or understood is misuse.
import { readFileSync } from 'node:fs';
import type { CommandSet } from '../contract/command.ts';
import type { Evidence } from '../counterexample/evidence.ts';
import { readEvidence } from '../counterexample/evidence.ts';
import { Misuse } from './exit-codes.ts';

/** Reads a trace file or the JSON form. */
export function readEvidenceFile(file: string): Evidence {
  const read = readEvidence(textOf(file));
  if ('problem' in read) throw new Misuse(`${file}:${read.problem}`);
  return read.value;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT'
        ? 'there is no such file'
        : code === 'EISDIR'
          ? 'it is a folder'
          : String(code ?? error);
    throw new Misuse(`${file} cannot be read: ${why}`, { cause: error });
  }
}

/** The command set to ask a system for that has both: the trace's. Of others a mismatch is a reason not to run it. */
export function setFor(sut: string, { trace }: Evidence): CommandSet | undefined {
  return sut === 'table' || sut === 'model' || sut.startsWith('cmd:') ? trace.commandSet : undefined;
}
