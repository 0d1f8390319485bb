// Faults that the fuzzer must find: a line of the sources is another one when it is loaded.
import { registerHooks } from 'node:module';
import type { TargetName } from './targets.ts';

interface Fault {
  readonly file: string;
  readonly line: string;
  readonly becomes: string;
  /** The kind of input that finds it. */
  readonly foundBy: TargetName;
}

export const FAULTS: Readonly<Record<string, Fault>> = {
  'a call without a result is not expected in a recording': {
    file: 'engines/recordings/strace/call-text.ts',
    line: 'if (found === null) return undefined;',
    becomes: '',
    foundBy: 'recordings',
  },
  'C1 controls are let through': {
    file: 'contract/visible.ts',
    line: String.raw`\p{Cc}`,
    becomes: String.raw`\0-\x1f\x7f`,
    foundBy: 'traces',
  },
  'the header of a checkpoint is read without a look at its digest': {
    file: 'checker/checkpoint.ts',
    line: 'if (head !== undefined) return { refused: head };',
    becomes: '',
    foundBy: 'checkpoints',
  },
  'a rare member of a counterexample is not expected': {
    file: 'counterexample/file/read-record.ts',
    line: 'environment: optional(list(text)),',
    becomes: 'environment: () => { throw new RangeError("environment"); },',
    foundBy: 'records',
  },
  'what a value throws when it is read is not caught': {
    file: 'contract/foreign-value.ts',
    line: "    return 'a value that cannot be read';",
    becomes: "    throw new TypeError('unreadable');",
    foundBy: 'systems',
  },
  'a program is left running': {
    file: 'systems/process/child-process.ts',
    line: '    endMarked(this.#mark);',
    becomes: '',
    foundBy: 'programs',
  },
};

/** From now on the modules of this process have the fault. */
export function makeFaulty(name: string): void {
  const { file, line, becomes } = FAULTS[name];
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.endsWith(`/src/${file}`)) return loaded;
      const source = Buffer.from(loaded.source as Uint8Array).toString();
      const changed = source.replace(line, () => becomes);
      if (changed === source) throw new Error(`${file} has no line "${line}" any more: change the fault`);
      return { ...loaded, source: changed };
    },
  });
}
