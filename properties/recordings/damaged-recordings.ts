// Explains recordings that were damaged in one place, and says of each damage where it was told, if it was.
import { Dice } from '../../src/engines/generate/prng.ts';
import { explain } from '../../src/engines/recordings/explain.ts';
import type { Explanation } from '../../src/engines/recordings/explanation.ts';
import type { PsSnapshot } from '../../src/engines/recordings/ps-row.ts';
import { openRecording } from '../../src/engines/recordings/recording.ts';
import { snapshotsOfRecording } from '../support/recorded-logs.ts';
import { explanationOfLines } from '../support/twin-logs.ts';
import { linesOfRecording } from './cut-logs.ts';
import type { DamagedLog, DamageKind, LineKind } from './damages.ts';
import { DAMAGES, damagedLog, lineKindOf, placesOf } from './damages.ts';
import { LogResults } from './result-changes.ts';

/** The place where a damage was told first: within a line of it, further on, before it, or only by a row of a snapshot. */
export type ToldWhere = 'there' | 'later' | 'before' | 'row' | undefined;

/** Steps of a search for another order: what is damaged mostly has none, and a whole search of each line would take seconds. */
const STEPS = 300;

/** A damage, and what the explanation made of it. */
export interface DamageTrial {
  readonly recording: string;
  readonly kind: DamageKind;
  readonly of: LineKind;
  readonly line: number;
  readonly verdict: Explanation['verdict'];
  readonly alone: ToldWhere;
  readonly withSnapshots: ToldWhere;
  /** The reason for which what is left is a log of its own, where it was not told. */
  readonly reason: string | undefined;
}

const NOBODY_ASKS = 'no later line depends on it';
const CUT_OFF =
  'the log may have been cut off before the line of the end, or nobody of the recording waits for it';
const ONCE_MORE = 'done once more it changes nothing';
const ANY_ORDER = 'the two have the same results in the other order';
const SWAPPED = {
  setsid: ANY_ORDER,
  setpgid: ANY_ORDER,
  wait: ANY_ORDER,
  question: ANY_ORDER,
  other: ANY_ORDER,
  execve: ANY_ORDER,
};

/** The reasons for which a damaged log can be a right one, by the damage and the line; whatever else is damaged must be told. */
export const UNTOLD_REASONS: Readonly<
  Partial<Record<DamageKind, Readonly<Partial<Record<LineKind, string>>>>>
> = {
  removed: {
    'second half of a call': 'its process may have ended inside of the call',
    setsid: NOBODY_ASKS,
    setpgid: `a shell and its child both call it, or ${NOBODY_ASKS}`,
    wait: `the zombie stays, and ${NOBODY_ASKS}`,
    execve: NOBODY_ASKS,
    end: CUT_OFF,
    question: NOBODY_ASKS,
    other: NOBODY_ASKS,
  },
  doubled: {
    setpgid: ONCE_MORE,
    execve: ONCE_MORE,
    question: ONCE_MORE,
    other: ONCE_MORE,
  },
  'swapped, one thread': {
    fork: ANY_ORDER,
    ...SWAPPED,
    'second half of a call': ANY_ORDER,
  },
  'swapped, two threads': {
    end: 'an end may have been at any moment since the exit was entered',
    ...SWAPPED,
  },
};

/** Longer recordings take seconds each, and get a fifth of the damages. */
const LONG_LINES = 10_000;

/**
 * So many damages of a kind to a recording, to each kind of line about as often, drawn from a seed; each is explained alone and with
 * the snapshots.
 */
export async function damageTrials(
  recording: string,
  kind: DamageKind,
  count: number,
  seed: number,
): Promise<readonly DamageTrial[]> {
  const lines = linesOfRecording(recording);
  const places = placesOf(kind, lines);
  const byLine = [...Map.groupBy(places, (index) => lineKindOf(lines[index] ?? '')).values()];
  const dice = new Dice();
  dice.seed(seed);
  const trials: DamageTrial[] = [];
  const most = lines.length > LONG_LINES ? Math.ceil(count / 5) : count;
  for (let left = Math.min(most, places.length); left > 0; left -= 1) {
    const some = byLine[dice.below(byLine.length)] ?? [];
    const damaged = damagedLog(kind, lines, some[dice.below(some.length)] ?? 0, dice);
    const alone = await explained(damaged, []);
    const withSnapshots = await explained(damaged, snapshotsOfRecording(recording));
    const { of, line } = damaged;
    trials.push({
      recording,
      kind,
      of,
      line,
      verdict: alone.verdict,
      alone: toldWhere(alone, line),
      withSnapshots: toldWhere(withSnapshots, line),
      reason: kind === 'lines lost' ? NOBODY_ASKS : UNTOLD_REASONS[kind]?.[of],
    });
  }
  return trials;
}

async function explained(
  { lines, isCut }: DamagedLog,
  snapshots: readonly PsSnapshot[],
): Promise<Explanation> {
  const text = lines.join('\n') + (isCut ? '' : '\n');
  const recording = await openRecording(inOneChunk(Buffer.from(text)));
  if (recording.kind === 'other') throw new Error(recording.problem);
  return await explain(recording.events, { snapshots, steps: STEPS });
}

async function* inOneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function toldWhere({ unexplained, unreadable, unexplainedRows }: Explanation, line: number): ToldWhere {
  const told = [...unexplained, ...unreadable].map((one) => one.line);
  if (told.length === 0) return unexplainedRows.length > 0 ? 'row' : undefined;
  const first = Math.min(...told);
  if (Math.abs(first - line) <= 1) return 'there';
  return first > line ? 'later' : 'before';
}

/** The explanation of a log damaged so many times over, in any ways, its head and its end cut among them. */
export async function explainedAfterManyDamages(log: readonly string[], dice: Dice): Promise<Explanation> {
  let lines = log;
  for (let left = 1 + dice.below(10); left > 0 && lines.length > 3; left -= 1) {
    const at = dice.below(lines.length);
    const kinds = Object.keys(DAMAGES) as readonly DamageKind[];
    const kind = kinds[dice.below(kinds.length)] ?? 'removed';
    const places = placesOf(kind, lines);
    const [change] = new LogResults(lines).draw(1, dice);
    switch (dice.below(5)) {
      case 0:
        lines = lines.slice(dice.below(Math.ceil(lines.length / 2)));
        break;
      case 1:
        lines = lines.with(at, (lines[at] ?? '').replace(/^\d+/, String(1 + dice.below(40_000))));
        break;
      case 2:
        if (change !== undefined) lines = lines.with(change.line - 1, change.text);
        break;
      default:
        if (places.length > 0)
          ({ lines } = damagedLog(kind, lines, places[dice.below(places.length)] ?? 0, dice));
    }
  }
  return await explanationOfLines(lines, { steps: STEPS });
}
