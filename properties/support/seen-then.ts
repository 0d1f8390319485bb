// Sentences of what is seen after a command of job control, as docs/linux-facts.md and the traces say them: `3 received SIGHUP
// SIGCONT`, `2 is told ok pid=3 status=256`, `3 is stopped`, `3 runs`, `1 waits`, `4 received nothing`.
import type { Id } from '../../src/contract/command.ts';

/** One sentence, read. */
export interface SeenThen {
  readonly process: Id;
  /** The signals that it received since the command before; none where it says `nothing`. */
  readonly received?: readonly string[];
  /** The answer of its wait, in the notation. */
  readonly told?: string;
  readonly is?: 'stopped' | 'running' | 'waiting';
}

const STATES = { 'is stopped': 'stopped', runs: 'running', waits: 'waiting' } as const;

/** Reads a sentence. Throws where it is none of these. */
export function seenThen(sentence: string): SeenThen {
  const [, number = '', predicate = ''] = /^(\d+) (.+)$/.exec(sentence) ?? [];
  const process = Number(number);
  const [, received] = /^received (.+)$/.exec(predicate) ?? [];
  if (received !== undefined) return { process, received: received === 'nothing' ? [] : received.split(' ') };
  const [, told] = /^is told (.+)$/.exec(predicate) ?? [];
  if (told !== undefined) return { process, told };
  if (!Object.hasOwn(STATES, predicate)) throw new Error(`nobody can say "${sentence}" of a step`);
  return { process, is: STATES[predicate as keyof typeof STATES] };
}
