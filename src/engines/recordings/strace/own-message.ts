// Reads strace's word on a thread that it begins or ceases to follow, which may stand behind the beginning of another line.
import { isThreadNumber } from './line-prefix.ts';

export interface OwnMessage {
  /** The place where it begins. */
  readonly index: number;
  readonly text: string;
  readonly kind: 'attach' | 'detach';
  readonly thread: number;
}

/** An old strace writes no `strace: ` before it. */
const MESSAGE = /(?:^|strace: )Process (\d{1,7})(?:<[^>]{0,99}>)? (attached|detached)(?: .*)?$/;

export function ownMessageIn(text: string): OwnMessage | undefined {
  const found = MESSAGE.exec(text);
  const thread = Number(found?.[1]);
  if (found === null || !isThreadNumber(thread)) return undefined;
  const kind = found[2] === 'attached' ? 'attach' : 'detach';
  return { index: found.index, text: found[0], kind, thread };
}
