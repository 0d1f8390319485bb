// The state spaces whose sizes are recorded, and how to count one.
import { searchToEnd } from '../../src/checker/search.ts';
import type { StateSearch } from '../../src/checker/search.ts';
import type { Explorable, ExplorationPlan } from '../../src/engines/exploration/plan.ts';
import { posixTableSystem, tableSystem, terminalTableSystem } from '../../src/systems/in-process.ts';
import type { CommandName } from '../../src/contract/command.ts';
import { COMMAND_NAMES, explorable } from '../support/by-set.ts';
import { commandsFor, MARKING_COMMANDS } from '../support/bounds.ts';
import type { ProductViolation } from '../../src/lockstep/product/product.ts';

/** A bound by its name in properties/recorded/state-space.json. */
interface Space {
  readonly ids: number;
  readonly handles?: number;
  readonly threads?: number;
  readonly more?: readonly CommandName[];
  /** The POSIX commands, all but these; the hierarchy commands where this is absent. */
  readonly posixWithout?: readonly CommandName[];
  /** The job-control commands, all but these, with so many terminals, and waits that block. */
  readonly jobControlWithout?: readonly CommandName[];
  readonly terminals?: number;
  readonly waits?: number;
  readonly symmetry?: true;
  readonly representation?: true;
  /** Too long for `npm test`. */
  readonly long?: true;
}

const NO_MARK_BUT_SUBREAPER = MARKING_COMMANDS.filter((name) => name !== 'set_subreaper');

/** The commands that change nothing. */
const QUESTIONS: readonly CommandName[] = [
  'getpgid',
  'getsid',
  'getppid',
  'tcgetpgrp',
  'tcgetsid',
  'open_dev_tty',
];

/** The commands that a search of the job-control commands lacks where none are named. */
const NOT_BY_DEFAULT: readonly CommandName[] = [
  ...MARKING_COMMANDS,
  ...QUESTIONS,
  'read_terminal',
  'write_terminal',
  'type',
];

export const SPACES: Readonly<Record<string, Space>> = {
  'ids 2': { ids: 2 },
  'ids 2, orbits': { ids: 2, symmetry: true },
  'ids 3': { ids: 3 },
  'ids 3, orbits': { ids: 3, symmetry: true },
  'ids 3, handles': { ids: 3, handles: 1 },
  'ids 3, handles, orbits': { ids: 3, handles: 1, symmetry: true },
  'ids 4': { ids: 4, long: true },
  'ids 4, orbits': { ids: 4, symmetry: true },
  'ids 2, threads': { ids: 2, threads: 2 },
  'ids 2, threads, orbits': { ids: 2, threads: 2, symmetry: true },
  'ids 3, subreapers': { ids: 3, more: ['set_subreaper'] },
  'ids 3, subreapers, orbits': { ids: 3, more: ['set_subreaper'], symmetry: true },
  'ids 2, handles, threads, subreapers': {
    ids: 2,
    handles: 1,
    threads: 1,
    more: ['set_subreaper'],
    long: true,
  },
  'ids 3, representations': { ids: 3, representation: true },
  'POSIX, ids 2': { ids: 2, posixWithout: [] },
  'POSIX, ids 2, orbits': { ids: 2, posixWithout: [], symmetry: true },
  'POSIX, ids 3, no marks, no kill': { ids: 3, posixWithout: [...MARKING_COMMANDS, 'kill'] },
  'POSIX, ids 3, no marks, no kill, orbits': {
    ids: 3,
    posixWithout: [...MARKING_COMMANDS, 'kill'],
    symmetry: true,
  },
  'POSIX, ids 3, no marks': { ids: 3, posixWithout: MARKING_COMMANDS },
  'POSIX, ids 3, no marks, orbits': { ids: 3, posixWithout: MARKING_COMMANDS, symmetry: true },
  'POSIX, ids 2, representations': { ids: 2, posixWithout: [], representation: true },
  'job control, ids 2': { ids: 2, jobControlWithout: NOT_BY_DEFAULT, terminals: 1 },
  'job control, ids 2, orbits': { ids: 2, jobControlWithout: NOT_BY_DEFAULT, terminals: 1, symmetry: true },
  'job control, ids 2, two terminals': {
    ids: 2,
    jobControlWithout: NOT_BY_DEFAULT,
    terminals: 2,
    long: true,
  },
  'job control, ids 3, waits, orbits': {
    ids: 3,
    jobControlWithout: [
      ...NOT_BY_DEFAULT,
      'setsid',
      'open_terminal',
      'set_controlling_terminal',
      'leave_terminal',
      'tcsetpgrp',
      'hang_up',
    ],
    waits: 1,
    symmetry: true,
    long: true,
  },
  'job control, ids 3, orbits': {
    ids: 3,
    jobControlWithout: NOT_BY_DEFAULT,
    terminals: 1,
    symmetry: true,
    long: true,
  },
  'job control, ids 2, a shell and its jobs': {
    ids: 2,
    jobControlWithout: [
      ...MARKING_COMMANDS,
      ...QUESTIONS,
      'set_controlling_terminal',
      'leave_terminal',
      'write_terminal',
    ],
    terminals: 1,
    long: true,
  },
  'POSIX, ids 3, subreapers': { ids: 3, posixWithout: NO_MARK_BUT_SUBREAPER, long: true },
  'POSIX, ids 3, subreapers, orbits': {
    ids: 3,
    posixWithout: NO_MARK_BUT_SUBREAPER,
    symmetry: true,
    long: true,
  },
  'ids 3, threads': { ids: 3, threads: 1, long: true },
  'ids 3, threads, orbits': { ids: 3, threads: 1, symmetry: true, long: true },
  'ids 4, handles, orbits': { ids: 4, handles: 1, symmetry: true, long: true },
  'ids 4, subreapers, orbits': { ids: 4, more: ['set_subreaper'], symmetry: true, long: true },
  'ids 3, handles, representations': { ids: 3, handles: 1, representation: true, long: true },
  'ids 5, orbits': { ids: 5, symmetry: true, long: true },
  'ids 5': { ids: 5, long: true },
  'ids 6, orbits': { ids: 6, symmetry: true, long: true },
  'POSIX, ids 3, orbits': { ids: 3, posixWithout: [], symmetry: true, long: true },
  'POSIX, ids 4, no marks, no kill': {
    ids: 4,
    posixWithout: [...MARKING_COMMANDS, 'kill'],
    long: true,
  },
  'POSIX, ids 4, no marks, no kill, orbits': {
    ids: 4,
    posixWithout: [...MARKING_COMMANDS, 'kill'],
    symmetry: true,
    long: true,
  },
};

/** The spaces of the POSIX commands that an independent search counts too: plain ones, and small. */
export const PLAIN_POSIX_SPACES = Object.entries(SPACES).flatMap(
  ([name, { ids, posixWithout, symmetry, representation }]) =>
    posixWithout === undefined || symmetry || representation || ids > 3
      ? []
      : [[name, ids, posixWithout] as const],
);

const SYSTEMS = { hierarchy: tableSystem, posix: posixTableSystem, 'job-control': terminalTableSystem };

/** The record of a space. */
export interface SpaceCounts {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** Refused commands run. */
  readonly refused: number;
  /** Accepted, and nothing changed. */
  readonly unchanged: number;
  /** The sizes of the orbits, added up. */
  readonly orbitSum?: number;
  /** The states of the model among the representations. */
  readonly modelStates?: number;
}

/** A plan, and the set whose table is explored by it. */
export interface SpacePlan extends ExplorationPlan {
  readonly commandSet: keyof typeof COMMAND_NAMES;
}

export function planOf({
  ids,
  handles = 0,
  threads = 0,
  more = [],
  posixWithout,
  jobControlWithout,
  terminals = 0,
  waits = 0,
  symmetry,
  representation,
}: Space): SpacePlan {
  let commandSet: SpacePlan['commandSet'] = 'hierarchy';
  if (posixWithout !== undefined) commandSet = 'posix';
  else if (jobControlWithout !== undefined) commandSet = 'job-control';
  const without = posixWithout ?? jobControlWithout;
  const amounts = { hierarchy: { handles, threads }, posix: {}, 'job-control': { terminals, waits } };
  return {
    commandSet,
    bound: {
      ids,
      amounts: amounts[commandSet],
      commands:
        without === undefined
          ? [...commandsFor({ handles, threads }), ...more]
          : (COMMAND_NAMES[commandSet] as readonly CommandName[]).filter((name) => !without.includes(name)),
      newIds: symmetry || representation ? 'any' : 'lowest',
    },
    symmetry: symmetry === true,
    match: representation ? 'representation' : 'observation',
    selfCheck: true,
  };
}

export interface Explored extends Explorable {
  readonly search: StateSearch<ProductViolation>;
}

/** Explores the table of a bound's command set, to the end. */
export function explored(plan: SpacePlan): Explored {
  const target = explorable(plan, SYSTEMS[plan.commandSet]());
  const search = searchToEnd(target.product, { symmetry: target.symmetry, edges: plan.bound.ids < 5 });
  if (search.conclusion?.verdict !== 'pass')
    throw new Error(`did not pass: ${JSON.stringify(search.conclusion)}`);
  return { ...target, search };
}

/** Its counts, as they are recorded. */
export function countsOf({ search, product, symmetry }: Explored): SpaceCounts {
  const { states, transitions, depth, refusals, selfLoops, orbitSum } = search.counts;
  const { words } = product.layout;
  return {
    states,
    transitions,
    depth,
    refused: refusals,
    unchanged: selfLoops,
    ...(symmetry !== undefined && { orbitSum }),
    ...(words !== product.keyWords && { modelStates: new Set(modelKeys(search, words)).size }),
  };
}

/** The model's part of every state's key, as text. */
export function* modelKeys(
  { exploration: { visited } }: StateSearch<ProductViolation>,
  words: number,
): Generator<string> {
  for (let id = 0; id < visited.size; id += 1) {
    const at = visited.rows.offset(id);
    yield visited.rows
      .chunk(id)
      .subarray(at, at + words)
      .join();
  }
}
