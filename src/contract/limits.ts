// Lawful limits of a system: how much of something it can hold. A refusal for that reason is right beyond, and wrong
// below.
import type { Answer, Command } from './command.ts';
import { isFork } from './command.ts';
import type { Vocabulary } from './vocabulary.ts';

/** The numbers that a system says it can hold. */
export interface Limits {
  /** Unfreed processes at once, zombies and init included; at least 1. */
  readonly processes?: number;
}

export const LIMIT_NAMES = ['processes'] as const satisfies readonly (keyof Limits)[];

/** The errnos by which a fork says that there is no room. */
const NO_ROOM: readonly unknown[] = ['EAGAIN', 'ENOSPC', true];

/** The refusals that a system's limits allow. */
export interface AtLimit {
  readonly limits: Limits;
  /** Whether an answer to a command, with so many processes there, is a refusal for want of room. */
  readonly refuses: (unfreed: number, command: Command, answer: Answer) => boolean;
}

/** Allows a command that makes a process to be refused at the limit, and not below (C45). */
export function refusalsAtLimit(limits: Limits, vocabulary: Vocabulary): AtLimit {
  const { processes = Number.POSITIVE_INFINITY } = limits;
  return {
    limits,
    refuses: (unfreed, { name }, answer) =>
      unfreed >= processes &&
      'refused' in answer &&
      NO_ROOM.includes(answer.refused) &&
      isFork(vocabulary, name),
  };
}
