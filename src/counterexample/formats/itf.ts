// A counterexample in the Informal Trace Format (Apalache ADR 15), which viewers of TLA+ and Quint traces open.
// One state after every command, the first before any; a variable each for what was asked, answered and shown.
import { printAnswer, printCommand } from '../../contract/notation/trace.ts';
import type { Fields } from '../../contract/observation/fields.ts';
import { FIELDS } from '../../contract/observation/fields.ts';
import type { FieldValue } from '../../contract/observation/flat-values.ts';
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

/** The variables of a state; the last two only where a state of the story shows them. */
const SIDES = ['processes', 'groups', 'sessions', 'terminals', 'woken'] as const;

/** The text of an `.itf.json` file. The system's observation has variables of its own where it was run. */
export function itfOf(story: Story): string {
  const seen = story.start.system !== undefined || story.steps.some(({ system }) => system !== undefined);
  const sides = sidesOf(story);
  const vars = ['command', 'expected', ...sides, ...(seen ? ['seen', ...sides.map(ofSystem)] : [])];
  const states = [
    startOf(story, seen, sides),
    ...story.steps.map((step) => stateOf(story, step, seen, sides)),
  ];
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

type Sides = readonly (typeof SIDES)[number][];

/** The parts of states that have a variable. */
function sidesOf({ start, steps }: Story): Sides {
  const states = [start, ...steps].flatMap(({ model, system = {} }) => [model, system]);
  return SIDES.filter(
    (side) => (side !== 'terminals' && side !== 'woken') || states.some((state) => state[side] !== undefined),
  );
}

function startOf({ start }: Story, seen: boolean, sides: Sides): Readonly<Record<string, Itf>> {
  return {
    command: '',
    expected: '',
    ...shown(start.model, NOTHING_HELD, sides, (name) => name),
    ...(seen && { seen: '', ...shown(start.system ?? {}, NOTHING_HELD, sides, ofSystem) }),
  };
}

function stateOf(
  { specification }: Story,
  step: StoryStep,
  seen: boolean,
  sides: Sides,
): Readonly<Record<string, Itf>> {
  return {
    command: printCommand(step.command, specification.vocabulary),
    expected: expectedText(step.expectedAnswer),
    ...shown(step.model, step.held, sides, (name) => name),
    ...(seen && {
      seen: step.seenAnswer === undefined ? '' : printAnswer(step.seenAnswer),
      ...shown(step.system ?? {}, step.held, sides, ofSystem),
    }),
  };
}

function ofSystem(name: string): string {
  return `system_${name}`;
}

/** Maps by id. A member that is not shown is left out of its record; 0, which is no id, is the parent of init. */
function shown(
  { processes = [], groups = [], sessions = [], terminals = [], woken = [] }: Observation,
  held: HeldCounts,
  sides: Sides,
  named: (name: string) => string,
): Readonly<Record<string, Itf>> {
  const maps: Readonly<Record<Sides[number], readonly (readonly [number, Itf])[]>> = {
    processes: processes.map((process) => [process.pid, itfRecord(FIELDS.process, process)]),
    groups: groups.map((group) => [
      group.pgid,
      { ...itfRecord(FIELDS.group, group), handles: integer(held.groups.get(group.pgid) ?? 0) },
    ]),
    sessions: sessions.map((session) => [
      session.sid,
      { ...itfRecord(FIELDS.session, session), handles: integer(held.sessions.get(session.sid) ?? 0) },
    ]),
    terminals: terminals.map((terminal) => [terminal.terminal, itfRecord(FIELDS.terminal, terminal)]),
    woken: woken.map(({ process, answer }) => [process, printAnswer(answer)]),
  };
  return Object.fromEntries(sides.map((side) => [named(side), map(maps[side])]));
}

/** The fields of one thing that are shown, in the order of their table. */
export function itfRecord(rows: Fields, entry: object): Readonly<Record<string, Itf>> {
  const given = entry as Readonly<Record<string, FieldValue | undefined>>;
  const members = Object.keys(rows).map((name): readonly [string, Itf | undefined] => [
    name,
    expressionOf(given[name]),
  ]);
  return Object.fromEntries(members.filter((member): member is [string, Itf] => member[1] !== undefined));
}

function expressionOf(value: FieldValue | undefined): Itf | undefined {
  if (value === undefined || typeof value === 'string' || typeof value === 'boolean') return value;
  if (value === null) return integer(0);
  return typeof value === 'number'
    ? integer(value)
    : { '#set': value.map((each) => (typeof each === 'number' ? integer(each) : each)) };
}

function integer(value: number): Itf {
  return { '#bigint': String(value) };
}

function map(entries: readonly (readonly [number, Itf])[]): Itf {
  return { '#map': entries.map(([id, value]) => [integer(id), value]) };
}
