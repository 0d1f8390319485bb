// The races of each command set: which work is timed, and how much of it.
import { HIERARCHY_VOCABULARY } from '../../../contract/sets/hierarchy.ts';
import { JOB_CONTROL_VOCABULARY } from '../../../contract/sets/job-control.ts';
import { POSIX_VOCABULARY } from '../../../contract/sets/posix.ts';
import type { GateProfile } from '../settings.ts';
import type { Race } from './contestant.ts';

/** The part of a race that a command set decides. */
type Field = Pick<Race, 'driver' | 'table'> & {
  readonly workload: Pick<Race['workload'], 'mix' | 'leadersStay'>;
  /** Whether exits look at all members of groups: among 100,000 processes, forked in one, they would take minutes. */
  readonly isNeverLarge?: boolean;
};

/** By the name of the command set. */
const FIELDS: Readonly<Record<string, Field | undefined>> = {
  [HIERARCHY_VOCABULARY.id]: {
    driver: { file: 'hierarchy-driver', name: 'HierarchyDriver' },
    table: 'ProcessTable',
    workload: { mix: 'A' },
  },
  [POSIX_VOCABULARY.id]: {
    driver: { file: 'posix-driver', name: 'PosixDriver' },
    table: 'PosixTable',
    workload: { mix: 'B', leadersStay: true },
  },
  [JOB_CONTROL_VOCABULARY.id]: {
    driver: { file: 'terminal-driver', name: 'TerminalDriver' },
    table: 'TerminalTable',
    workload: { mix: 'A', leadersStay: true },
    isNeverLarge: true,
  },
};

/** Operations that each version runs before it is timed: so many that all of it is compiled, and rows are mixed. */
const WARM_UP = 100_000;
const BLOCKS = 40;
const BLOCK_SIZE = 5_000;

/** Processes that are measured for a race at most, by profile. */
export const PROCESSES_MOST: Readonly<Record<GateProfile, number>> = { quick: 32, full: 64, nightly: 128 };

/**
 * The races of a command set, by what is said of them; `undefined` where nobody wrote any. The quick profile has none in a
 * table that no cache holds: filling it takes most of the time.
 */
export function racesOf(
  commandSet: string,
  profile: GateProfile = 'full',
): ReadonlyMap<string, Race> | undefined {
  const field = FIELDS[commandSet];
  if (field === undefined) return undefined;
  const { driver, table, workload, isNeverLarge = false } = field;
  const mixed = (processesMax: number, warmUp: number): Race => ({
    driver,
    table,
    workload: { ...workload, processesMax, warmUp, timed: BLOCKS * BLOCK_SIZE },
    grows: false,
    blocks: BLOCKS,
    blockSize: BLOCK_SIZE,
  });
  const large = [['a mix of commands among 100,000 processes', mixed(100_000, 2 * WARM_UP)]] as const;
  return new Map([
    ['a mix of commands among 1,000 processes', mixed(1_000, WARM_UP)],
    ['growth from one process to 5,000', { ...mixed(BLOCK_SIZE, WARM_UP), grows: true }],
    ...(profile === 'quick' || isNeverLarge ? [] : large),
  ]);
}

/** The operations of all races of a command set, and of both versions, at most. */
export function operationsMost(profile: GateProfile): number {
  const bySet = Object.keys(FIELDS).map((set) =>
    [...(racesOf(set, profile)?.values() ?? [])].reduce((sum, race) => sum + operationsOf(race), 0),
  );
  return PROCESSES_MOST[profile] * Math.max(...bySet);
}

/** The operations of one measured process, of both versions together. */
export function operationsOf({ workload, blocks, blockSize }: Race): number {
  return 2 * (workload.warmUp + blocks * blockSize);
}
