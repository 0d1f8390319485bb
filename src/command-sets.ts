// The command sets: where the model's half and the implementation's half of each meet, in one list.
import type { HIERARCHY_VOCABULARY } from './contract/sets/hierarchy.ts';
import { describeValue } from './contract/foreign-value.ts';
import { declarationProblem } from './contract/declaration.ts';
import type { JOB_CONTROL_VOCABULARY } from './contract/sets/job-control.ts';
import type { POSIX_VOCABULARY } from './contract/sets/posix.ts';
import type { SystemUnderTest } from './contract/system.ts';
import type { AnswerOf, CommandOf, NameIn, Vocabularies, Vocabulary } from './contract/vocabulary.ts';
import type { ChoiceTable } from './model/choice.ts';
import { HIERARCHY_CHOICES } from './model/hierarchy/choices.ts';
import { POSIX_CHOICES } from './model/posix/choices.ts';
import { HIERARCHY } from './model/hierarchy/specification.ts';
import { JOB_CONTROL } from './model/job-control/specification.ts';
import { POSIX } from './model/posix/specification.ts';
import type { Specification } from './model/specification.ts';
import { HIERARCHY_TABLE, JOB_CONTROL_TABLE, POSIX_TABLE } from './systems/command-set.ts';
import type { AnySetTable } from './systems/command-set.ts';
import { posixTableSystem, tableSystem, terminalTableSystem } from './systems/in-process.ts';

/** The tables of the command sets, each over the same hierarchy. */
interface Tables {
  readonly hierarchy: (typeof HIERARCHY_VOCABULARY)['commands'];
  readonly posix: (typeof POSIX_VOCABULARY)['commands'];
  readonly 'job-control': (typeof JOB_CONTROL_VOCABULARY)['commands'];
}

/** The name of a command set. */
export type CommandSetId = keyof Tables;

/** The name of a command of one set, or of any. */
export type CommandNameIn<Set extends CommandSetId = CommandSetId> = Set extends CommandSetId
  ? NameIn<Tables[Set]>
  : never;

/**
 * A command of one set: `CommandIn<'hierarchy', 'fork'>` has `process` and `child`. Plain data, the form it also has
 * on the wire. Commands of one name may have other arguments in another set: of `exit`, the POSIX one has a code.
 */
export type CommandIn<
  Set extends CommandSetId = CommandSetId,
  Name extends CommandNameIn<Set> = CommandNameIn<Set>,
> = Set extends CommandSetId ? CommandOf<Tables[Set], Extract<Name, NameIn<Tables[Set]>>> : never;

/** The answer to a command of one set: `AnswerIn<'hierarchy', 'create_session'>` has `sid` and `pgid`. */
export type AnswerIn<Set extends CommandSetId, Name extends CommandNameIn<Set>> = Set extends CommandSetId
  ? AnswerOf<Tables[Set], Extract<Name, NameIn<Tables[Set]>>>
  : never;

/** The answer to a command, whichever set it is of: `AnswerTo<'fork'>` has `pid`. */
export type AnswerTo<Name extends CommandNameIn> =
  | AnswerIn<'hierarchy', Extract<Name, CommandNameIn<'hierarchy'>>>
  | AnswerIn<'posix', Extract<Name, CommandNameIn<'posix'>>>
  | AnswerIn<'job-control', Extract<Name, CommandNameIn<'job-control'>>>;

/** A command set: its half of the model, its half of the implementation, and our system that answers it. */
export interface CommandSetEntry {
  /** The executable specification, one a profile; the first where a system names none. */
  readonly specifications: readonly [Specification, ...Specification[]];
  /** Our table of it, and the table's faults. */
  readonly table: AnySetTable;
  readonly makeSystem: () => SystemUnderTest;
  /** The choices of docs/semantics.md that show in single outcomes. */
  readonly choices?: ChoiceTable;
  /** There is a table of it that workers share. */
  readonly isShared?: true;
  /** The name by which the package exports `makeSystem`. */
  readonly importName: string;
}

/** Every command set, in the order in which they are listed to users. The first is meant where none is named. */
export const COMMAND_SETS: readonly [CommandSetEntry, ...CommandSetEntry[]] = [
  {
    specifications: [HIERARCHY],
    table: HIERARCHY_TABLE,
    choices: HIERARCHY_CHOICES,
    makeSystem: tableSystem,
    importName: 'tableSystem',
    isShared: true,
  },
  {
    specifications: [POSIX.posix, POSIX.linux],
    table: POSIX_TABLE,
    choices: POSIX_CHOICES,
    makeSystem: posixTableSystem,
    importName: 'posixTableSystem',
    isShared: true,
  },
  {
    specifications: [JOB_CONTROL.posix, JOB_CONTROL['linux-5.9'], JOB_CONTROL.linux],
    table: JOB_CONTROL_TABLE,
    choices: POSIX_CHOICES,
    makeSystem: terminalTableSystem,
    importName: 'terminalTableSystem',
  },
];

/** The command sets of which there is a table that workers share. */
export const SETS_WITH_SHARED_TABLES: readonly string[] = COMMAND_SETS.filter(({ isShared }) => isShared).map(
  ({ table }) => table.vocabulary.id,
);

/** The command set of a name; `undefined` where there is none. */
export function commandSetOf(id: string | undefined): CommandSetEntry | undefined {
  return COMMAND_SETS.find(({ table }) => table.vocabulary.id === id);
}

/** Every vocabulary. */
export const VOCABULARIES = COMMAND_SETS.map(
  ({ specifications: [{ vocabulary }] }) => vocabulary,
) as unknown as Vocabularies; // As many as there are sets, and there is a first.

/** The name of every command set, as `--set` takes it. */
export const COMMAND_SET_NAMES: readonly string[] = VOCABULARIES.map(({ id }) => id);

/** The command set that is meant where none is named. */
export const DEFAULT_VOCABULARY: Vocabulary = VOCABULARIES[0];

/** The words of a system about its commands. */
interface Answering {
  readonly name?: string;
  readonly commandSet?: string;
  readonly profile?: string;
}

/**
 * The specification of a system that says which command set it answers, and whose choices it makes. Throws a `TypeError`
 * where there is no such set or profile.
 */
export function specificationOf({ name, commandSet, profile }: Answering): Specification {
  const problem = declarationProblem({ commandSet, profile }, VOCABULARIES);
  if (problem !== undefined)
    throw new TypeError(name === undefined ? problem : `${describeValue(name)} cannot be run: ${problem}`);
  const { specifications } = commandSetOf(commandSet) ?? COMMAND_SETS[0];
  return specifications.find((each) => each.profile === profile) ?? specifications[0];
}

/**
 * The specification by which a record of a command set is told again, when the system it was made with is gone: by the
 * profile that decides most.
 */
export function specificationToTell(commandSet: string): Specification {
  return specificationOf({ commandSet }).mostDecided;
}
