// One input of the fuzzer: files in a folder and a command line, or a system in this process. It is plain data, so that
// what breaks something can be kept in a file and run again.

export interface Input {
  /** The kind of input, and its number: what made it. */
  readonly origin: string;
  /** By name, in base64. */
  readonly files: Readonly<Record<string, string>>;
  /** Words of a command line that is run in the folder of those files; none for a system in this process. */
  readonly words?: readonly string[];
  /** The misbehaviour of a system in this process. */
  readonly plan?: Plan;
  /** Whether the files are not what the command wants, so that a pass is wrong. */
  readonly mustNotPass?: boolean;
}

/** The misbehaviour of a system: with this seed, in so many calls of a hundred, in which of its methods. */
export interface Plan {
  readonly seed: number;
  readonly percent: number;
  readonly methods: readonly string[];
  /** In a process of its own it may also end, hang, print and start others. */
  readonly alone: boolean;
}

/** The end of a command line or of a system in this process. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Resident memory of the process of the harness then, in bytes. */
  readonly memory: number;
}

export function base64(content: string | Uint8Array): string {
  return Buffer.from(content).toString('base64');
}

/** Stands for the folder of the fuzzer's own programs, whose path differs from machine to machine. */
export const HERE = '$FUZZ';
