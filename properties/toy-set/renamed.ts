// The hierarchy commands under other names, as a command set that no file of src knows: what engines do with it, they do by
// its vocabulary alone.
import { HIERARCHY_COMMANDS, HIERARCHY_VOCABULARY } from '../../src/contract/sets/hierarchy.ts';
import type { CommandOf, CommandTable, Vocabulary } from '../../src/contract/vocabulary.ts';
import type { SetModel } from '../../src/model/command-set.ts';
import { HIERARCHY_MODEL } from '../../src/model/hierarchy/specification.ts';
import { specificationsOf } from '../../src/model/specification.ts';
import type { Witness } from '../../src/model/witness.ts';

/** The name of a command in this set. */
export function renamed(name: string): string {
  return `do_${name}`;
}

function original(name: string): string {
  return name.replace(/^do_/, '');
}

type Named = CommandOf<CommandTable>;

/** A command as the hierarchy set has it. */
function back<Of extends Named>(command: Of): Of {
  return { ...command, name: original(command.name) };
}

/** A hierarchy command under its other name. */
function forth<Of extends Named>(command: Of): Of {
  return { ...command, name: renamed(command.name) };
}

function keysRenamed<Value>(table: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(table).map(([name, value]) => [renamed(name), value]));
}

export const RENAMED_VOCABULARY: Vocabulary = {
  ...HIERARCHY_VOCABULARY,
  id: 'renamed',
  title: 'renamed',
  commands: keysRenamed<CommandTable[string]>(HIERARCHY_COMMANDS),
};

const model = HIERARCHY_MODEL as unknown as SetModel;
const { space } = model;

const RENAMED_MODEL: SetModel = {
  vocabulary: RENAMED_VOCABULARY,
  rules: (profile) => keysRenamed(model.rules(profile)),
  leavesChoices: model.leavesChoices,
  told: keysRenamed(model.told),
  met: model.met,
  grounds: model.grounds,
  witnesses: Object.fromEntries(
    Object.entries(model.witnesses).map(([name, witness]): [string, Witness<Named>] => [
      name,
      {
        ...witness,
        ...(witness.needs !== undefined && { needs: witness.needs.map(renamed) }),
        seen: (step) => witness.seen({ ...step, command: back(step.command) }),
      },
    ]),
  ),
  neverAlone: model.neverAlone.map((each) => ({ ...each, command: renamed(each.command) })),
  drain: (state, step, isIssuable) =>
    model
      .drain(
        state,
        (at, command) => step(at, forth(command)),
        (at, command) => isIssuable(at, forth(command)),
      )
      .map(forth),
  undo: (before, command) =>
    model.undo(before, back(command)).map((guess) => guess.map((each) => forth(each as Named))),
  space: {
    idsByDefault: space.idsByDefault,
    families: space.families,
    options: Object.fromEntries(
      Object.entries(space.options).map(([name, option]) => [
        name,
        { ...option, makers: option.makers.map(renamed), askedBy: option.askedBy.map(renamed) },
      ]),
    ),
    columns: space.columns.map((column) => ({
      ...column,
      bits: (bound, ...more) => column.bits({ ...bound, commands: bound.commands.map(original) }, ...more),
    })),
    ...(space.values !== undefined && { values: space.values }),
    isBeyond: (bound, state, command) => space.isBeyond?.(bound, state, back(command)) ?? false,
    draining: space.draining.map(renamed),
    homeward: (bound) => space.homeward({ ...bound, commands: bound.commands.map(original) }).map(renamed),
    certificate: {
      everyCommandUpTo: space.certificate.everyCommandUpTo,
      amountsFor: (commands) => space.certificate.amountsFor(commands.map(back)),
    },
  },
};

/** The executable specification of the set. It runs the rules: there is no packed form of it. */
export const [RENAMED] = specificationsOf(RENAMED_MODEL);
