// One side's state reduced to what is drawn, as small JSON: the form that the drawing code of all pages takes.
import type { ShownFields } from '../../../contract/observation/fields.ts';
import { printAnswer } from '../../../contract/notation/trace.ts';
import type {
  Observation,
  ProcessObservation,
  TerminalObservation,
} from '../../../contract/observation/observation.ts';
import { saidOf } from '../../../contract/notation/process-marks.ts';
import { printState, terminalFacts } from '../../../contract/notation/state.ts';
import { layOut } from '../../../contract/observation/tree.ts';
import type { HeldCounts } from '../../../contract/observation/tree.ts';
import { SIGN_CLASSES } from './signs.ts';

/** A process as it is drawn. `parent` is a pid where it has one that is shown. */
export interface ProcessData {
  readonly pid: number;
  readonly parent?: number;
  readonly zombie?: true;
  readonly stopped?: true;
  /** Words below the pid: zombie, subreaper, threads … */
  readonly notes?: readonly string[];
  /** Those of them that have a sign of their own: `executed`, `ignores`. */
  readonly signs?: Readonly<Record<string, string>>;
}

/** A group or session as it is drawn; `id` is `?` where it is not shown. */
export interface GroupData {
  readonly id: number | '?';
  readonly held?: number;
  readonly members: readonly ProcessData[];
  /** The terminals in whose foreground it is shown to be. */
  readonly foregroundOf?: readonly number[];
}

/** A terminal as it is drawn: its number, and what is shown of it in words. */
export interface TerminalData {
  readonly id: number;
  readonly words: string;
}

export interface SessionData {
  readonly id: number | '?';
  readonly held?: number;
  readonly groups: readonly GroupData[];
}

/** One side's state. */
export interface StateData {
  readonly sessions: readonly SessionData[];
  readonly terminals?: readonly TerminalData[];
  /** A sentence for each process whose wait ended with the command. */
  readonly woken?: readonly string[];
  readonly notation: string;
  readonly remarks?: readonly string[];
}

export function stateData(observation: Observation, held: HeldCounts, shows: ShownFields): StateData {
  const { sessions, terminals, remarks } = layOut(observation, held);
  const { woken = [] } = observation;
  const known = new Set((observation.processes ?? []).map(({ pid }) => pid));
  return {
    sessions: sessions.map((session) => ({
      id: session.sid ?? '?',
      ...(session.held > 0 && { held: session.held }),
      groups: session.groups.map((group) => ({
        id: group.pgid ?? '?',
        ...(group.held > 0 && { held: group.held }),
        members: group.members.map((process) => processData(process, known, shows)),
        ...foregroundOf(group.pgid, session.sid, terminals),
      })),
    })),
    ...(terminals.length > 0 && {
      terminals: terminals.map((each) => ({ id: each.terminal, words: terminalFacts(each, observation) })),
    }),
    ...(woken.length > 0 && {
      woken: woken.map(({ process, answer }) => `process ${process} woken with ${printAnswer(answer)}`),
    }),
    notation: printState(observation, held),
    ...(remarks.length > 0 && { remarks }),
  };
}

function foregroundOf(
  pgid: number | undefined,
  sid: number | undefined,
  terminals: readonly TerminalObservation[],
): Pick<GroupData, 'foregroundOf'> {
  const theirs = terminals.filter(
    ({ session, foreground }) => pgid !== undefined && foreground === pgid && session === sid,
  );
  return theirs.length === 0 ? {} : { foregroundOf: theirs.map(({ terminal }) => terminal) };
}

function processData(
  process: ProcessObservation,
  known: ReadonlySet<number>,
  shows: ShownFields,
): ProcessData {
  const { pid, parent, state } = process;
  const shown = typeof parent === 'number' && known.has(parent);
  const said = saidOf(process, shows);
  const lost = typeof parent === 'number' && !shown ? [`parent ${parent} is not there`] : [];
  const first = state === 'zombie' || state === 'stopped' ? 1 : 0;
  const notes = said.map(({ words }) => words).toSpliced(first, 0, ...lost);
  const signs = said.flatMap(({ field, words }) => {
    const sign = SIGN_CLASSES[field];
    return sign === undefined ? [] : [[words, sign] as const];
  });
  return {
    pid,
    ...(shown && { parent }),
    ...(state === 'zombie' && { zombie: true as const }),
    ...(state === 'stopped' && { stopped: true as const }),
    ...(notes.length > 0 && { notes }),
    ...(signs.length > 0 && { signs: Object.fromEntries(signs) }),
  };
}
