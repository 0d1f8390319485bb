// Lawful limits of a system: how much of something it can hold. A refusal for that reason is right beyond, and wrong
// below.
import type { Answer, Command } from './command.ts';

/** The numbers that a system says it can hold. */
export interface Limits {
  /** Unfreed processes at once, zombies and init included; at least 1. */
  readonly processes?: number;
}

export const LIMIT_NAMES = ['processes'] as const satisfies readonly (keyof Limits)[];

/** The errnos by which a fork says that there is no room. */
const NO_ROOM: readonly unknown[] = ['EAGAIN', 'ENOSPC', true];

/**
 * Accepts as a refusal for a limit: whether a command with so many processes there may be refused for a limit, and an
 * answer is such a refusal (C45).
 */
export function isRefusedAtLimit(
  { processes = Number.POSITIVE_INFINITY }: Limits,
  unfreed: number,
  { name }: Command,
  answer: Answer,
): boolean {
  return name === 'fork' && unfreed >= processes && 'refused' in answer && NO_ROOM.includes(answer.refused);
}
