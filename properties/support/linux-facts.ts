// The facts of docs/linux-facts.md as data: what a Linux kernel answered after which commands. For any test that has a
// system to ask.
import type { Refusal } from '../../src/contract/refusal.ts';
import { textOf } from './repository.ts';

/** One row. Commands and answer are in the trace notation, `after` separated by semicolons. */
export interface LinuxFact {
  readonly id: string;
  readonly after: string;
  readonly asked: string;
  readonly answer: string;
  /** Every condition that applies, in the prescribed order. */
  readonly refusals: readonly Refusal[];
}

/** Every fact, in the order of the page. */
export const LINUX_FACTS: readonly LinuxFact[] = textOf('docs/linux-facts.md')
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
  .filter(([, id = '']) => /^[A-Z]\d+$/.test(id))
  .map(([, id, after, asked, answer, refusals]) => ({
    id,
    after: after === '–' ? '' : after,
    asked,
    answer,
    refusals: refusals === '–' ? [] : refusals.split(' · '),
  }));
