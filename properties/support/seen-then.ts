// Sentences of what is seen after a command of job control, as docs/linux-facts.md and the traces say them: `3 received SIGHUP
// SIGCONT`, `2 is told ok pid=3 status=256`, `3 is stopped`, `3 runs`, `1 waits`, `4 received nothing`.
import type { Id } from '../../src/contract/command.ts';
import { printAnswer } from '../../src/contract/notation/trace.ts';
import type { Observation } from '../../src/contract/observation/observation.ts';

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

/**
 * The sentences of which an observation shows the opposite, and what it shows besides: whoever is not named must have
 * received nothing and been told nothing. A system that does not show what was received contradicts itself.
 */
export function contradictions(seen: readonly SeenThen[], observation: Observation): readonly string[] {
  const { processes = [], woken = [] } = observation;
  const found: string[] = [];
  for (const { pid, received } of processes) {
    const said = seen.findLast((each) => each.process === pid && each.received !== undefined)?.received ?? [];
    if (received?.join() === said.join()) continue;
    const right = said.length === 0 ? 'nothing' : said.join(' ');
    found.push(
      received === undefined
        ? `${pid} does not show what it received, which is ${right}`
        : `${pid} received ${received.length === 0 ? 'nothing' : received.join(' ')}, not ${right}`,
    );
  }
  const told = seen.filter((each) => each.told !== undefined).map((each) => `${each.process} ${each.told}`);
  const shown = woken.map(({ process, answer }) => `${process} ${printAnswer(answer)}`);
  if (told.join('; ') !== shown.join('; '))
    found.push(`woken are "${shown.join('; ')}", not "${told.join('; ')}"`);
  for (const { process, is } of seen) {
    if (is === undefined) continue;
    const row = processes.find(({ pid }) => pid === process);
    if (is === 'waiting' ? row?.waiting !== true : row?.state !== is)
      found.push(`${process} is ${row?.state}${row?.waiting === true ? ' and waits' : ''}, not ${is}`);
  }
  return found;
}
