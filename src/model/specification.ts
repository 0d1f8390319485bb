// A command set as the engines see it: lockstep, generation and search take one of these and know no command.
import type { Command, CommandName, CommandSet } from '../contract/command.ts';
import { POSIX_VOCABULARY } from '../contract/sets/posix.ts';
import { HIERARCHY_VOCABULARY } from '../contract/sets/hierarchy.ts';
import type { Vocabulary } from '../contract/vocabulary.ts';
import { COMMAND_NAMES } from '../contract/command.ts';
import {
  SHOWS_ALL_OF_POSIX_PROCESS,
  SHOWS_ALL_OF_PROCESS,
} from '../contract/observation/flat-observation.ts';
import type { Refusal } from '../contract/refusal.ts';
import type { Profile } from '../contract/system.ts';
import { hierarchyDrain, posixDrain } from './drain.ts';
import { observer } from './observe.ts';
import type { Observer } from './observe.ts';
import { posixRules } from './posix/rules.ts';
import { PROFILES } from './profiles.ts';
import type { Rulebook } from './rulebook.ts';
import { HIERARCHY_RULES } from './hierarchy/rules.ts';
import type { State } from './state.ts';
import { INITIAL_STATE } from './state.ts';
import { POSIX_WITNESSES } from './posix/witnesses.ts';
import { WITNESSES } from './hierarchy/witnesses.ts';
import type { Witness } from './witness.ts';

/** The executable specification of one command set. */
export interface Specification extends Rulebook, Observer {
  /** Its commands and refusals as data. */
  readonly vocabulary: Vocabulary;
  readonly commandSet: CommandSet;
  /** Of the POSIX commands: whose choices the model makes. */
  readonly profile: Profile | undefined;
  readonly commands: readonly CommandName[];
  readonly initial: State;
  /** Whether the order of a command's refusals is prescribed, so that the first that applies is the answer. */
  readonly refusesInOrder: boolean;
  /** Whether an outcome can be left to the system, so that what comes after it cannot be known before. */
  readonly leavesChoices: boolean;
  /** Commands that lead from the state back to init alone (I9). */
  readonly drainOf: (state: State) => readonly Command[];
  /** What must sometimes happen. */
  readonly witnesses: Readonly<Record<string, Witness>>;
  /** Refusals that can never decide alone, and why; reports do not ask for them. */
  readonly neverAlone: readonly NeverAlone[];
}

/** A refusal that another one always goes with. */
interface NeverAlone {
  readonly command: CommandName;
  readonly refusal: Refusal;
  readonly because: string;
}

export const HIERARCHY: Specification = {
  vocabulary: HIERARCHY_VOCABULARY,
  commandSet: 'hierarchy',
  profile: undefined,
  commands: COMMAND_NAMES.hierarchy,
  initial: INITIAL_STATE,
  ...HIERARCHY_RULES,
  ...observer(SHOWS_ALL_OF_PROCESS),
  refusesInOrder: false,
  leavesChoices: false,
  drainOf: hierarchyDrain,
  witnesses: WITNESSES,
  neverAlone: (['create_session', 'create_group'] as const).map((command) => ({
    command,
    refusal: 'leads-its-group',
    because: 'its group lives, so group-id-in-use applies too',
  })),
};

/** The POSIX commands under each profile. */
export const POSIX: Readonly<Record<Profile, Specification>> = {
  posix: posixSpecification('posix'),
  linux: posixSpecification('linux'),
};

/** The specification of a system that says which command set it answers, and whose choices it makes. */
export function specificationOf({
  commandSet = 'hierarchy',
  profile = 'posix',
}: {
  readonly commandSet?: CommandSet;
  readonly profile?: Profile;
}): Specification {
  return commandSet === 'hierarchy' ? HIERARCHY : POSIX[profile];
}

/**
 * The specification by which a record of a command set is told again, when the system it was made with is gone: where
 * POSIX leaves a choice, Linux's.
 */
export function specificationToTell(commandSet: CommandSet): Specification {
  return specificationOf({ commandSet, profile: 'linux' });
}

function posixSpecification(profile: Profile): Specification {
  const rules = posixRules(profile);
  return {
    vocabulary: POSIX_VOCABULARY,
    commandSet: 'posix',
    profile,
    commands: COMMAND_NAMES.posix,
    initial: INITIAL_STATE,
    ...rules,
    ...observer(SHOWS_ALL_OF_POSIX_PROCESS),
    refusesInOrder: true,
    leavesChoices: PROFILES[profile].reapOrder === 'any',
    drainOf: (state) => posixDrain(rules, state),
    witnesses: POSIX_WITNESSES,
    neverAlone: [],
  };
}
