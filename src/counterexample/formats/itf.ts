// A counterexample in the Informal Trace Format (Apalache ADR 15), which viewers of TLA+ and Quint traces open.
// One state after every command, the first before any; a variable each for what was asked, answered and shown.
import { printAnswer, printCommand } from '../../contract/notation/trace.ts';
import type { Observation } from '../../contract/observation/observation.ts';
import { NOTHING_HELD } from '../../contract/observation/tree.ts';
import type { HeldCounts } from '../../contract/observation/tree.ts';
import { visibleJson } from '../../contract/visible.ts';
import { titleOf } from '../file/record.ts';
import { expectedText } from '../explain/story.ts';
import type { Story, StoryStep } from '../explain/story.ts';

/** An expression of the format. */
type Itf =
  | string
  | boolean
  | { readonly '#bigint': string }
  | { readonly '#set': readonly Itf[] }
  | { readonly '#map': readonly (readonly [Itf, Itf])[] }
  | { readonly [field: string]: Itf };

const SIDES = ['processes', 'groups', 'sessions'] as const;

/** The text of an `.itf.json` file. What the system shows has variables of its own where it was run. */
export function itfOf(story: Story): string {
  const seen = story.start.system !== undefined || story.steps.some(({ system }) => system !== undefined);
  const vars = ['command', 'expected', ...SIDES, ...(seen ? ['seen', ...SIDES.map(ofSystem)] : [])];
  const states = [startOf(story, seen), ...story.steps.map((step) => stateOf(step, seen))];
  const trace = {
    '#meta': {
      format: 'ITF',
      'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
      source: 'procession',
      description: story.failure === undefined ? 'both sides agree' : titleOf(story.failure.divergence),
    },
    vars,
    states: states.map((state, index) => ({ '#meta': { index }, ...state })),
  };
  return `${visibleJson(trace, 2)}\n`;
}

function startOf({ start }: Story, seen: boolean): Readonly<Record<string, Itf>> {
  return {
    command: '',
    expected: '',
    ...shown(start.model, NOTHING_HELD, (name) => name),
    ...(seen && { seen: '', ...shown(start.system ?? {}, NOTHING_HELD, ofSystem) }),
  };
}

function stateOf(step: StoryStep, seen: boolean): Readonly<Record<string, Itf>> {
  return {
    command: printCommand(step.command),
    expected: expectedText(step.expectedAnswer),
    ...shown(step.model, step.held, (name) => name),
    ...(seen && {
      seen: step.seenAnswer === undefined ? '' : printAnswer(step.seenAnswer),
      ...shown(step.system ?? {}, step.held, ofSystem),
    }),
  };
}

function ofSystem(name: string): string {
  return `system_${name}`;
}

/** Maps by id. A member that is not shown is left out of its record; 0, which is no id, is the parent of init. */
function shown(
  { processes = [], groups = [], sessions = [] }: Observation,
  held: HeldCounts,
  named: (name: string) => string,
): Readonly<Record<string, Itf>> {
  return {
    [named('processes')]: map(
      processes.map(({ pid, ...process }) => [
        pid,
        fields({
          parent: process.parent === undefined ? undefined : integer(process.parent ?? 0),
          group: process.group === undefined ? undefined : integer(process.group),
          state: process.state,
          children: set(process.children),
          threads: set(process.threads),
          subreaper: process.subreaper,
          groupExited: process.groupExited,
          exitCode: process.exitCode === undefined ? undefined : integer(process.exitCode),
          executed: process.executed,
          ignoresSigchld: process.ignoresSigchld,
        }),
      ]),
    ),
    [named('groups')]: map(
      groups.map(({ pgid, session, processes: members }) => [
        pgid,
        fields({
          session: session === undefined ? undefined : integer(session),
          processes: set(members),
          handles: integer(held.groups.get(pgid) ?? 0),
        }),
      ]),
    ),
    [named('sessions')]: map(
      sessions.map(({ sid, groups: list }) => [
        sid,
        fields({ groups: set(list), handles: integer(held.sessions.get(sid) ?? 0) }),
      ]),
    ),
  };
}

function integer(value: number): Itf {
  return { '#bigint': String(value) };
}

function set(ids: readonly number[] | undefined): Itf | undefined {
  return ids === undefined ? undefined : { '#set': ids.map(integer) };
}

function map(entries: readonly (readonly [number, Itf])[]): Itf {
  return { '#map': entries.map(([id, value]) => [integer(id), value]) };
}

function fields(all: Readonly<Record<string, Itf | undefined>>): Itf {
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, Itf] => entry[1] !== undefined),
  );
}
