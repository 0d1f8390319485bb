// A command set as the engines see it: lockstep, generation and search take one of these and know no command.
import type { Command, CommandName } from '../contract/command.ts';
import type { Recipe } from '../contract/recipe.ts';
import { argumentsOf } from '../contract/command.ts';
import type { Ground, Refusal } from '../contract/refusal.ts';
import type { CommandTable, Vocabulary } from '../contract/vocabulary.ts';
import { broken } from './assert.ts';
import type { NeverAlone, SetModel } from './command-set.ts';
import type { Draws } from './draws.ts';
import type { Happened } from './describe-phrases.ts';
import type { SpaceTraits } from './bounded/space.ts';
import { observer } from './observe.ts';
import type { Observer } from './observe.ts';
import { rulebook } from './rulebook.ts';
import type { Rulebook } from './rulebook.ts';
import type { Process, State } from './state.ts';
import { INITIAL_STATE } from './state.ts';
import type { Witness } from './witness.ts';

/** The executable specification of one command set under one profile. */
export interface Specification extends Rulebook, Observer {
  /** Its commands and refusals as data. */
  readonly vocabulary: Vocabulary;
  /** The vocabulary's id. */
  readonly commandSet: string;
  /** The profile: whose choices the model makes where the commands leave one; `undefined` where they leave none. */
  readonly profile: string | undefined;
  /** The recipe by which another thread makes it; `undefined` where none can. */
  readonly recipe: Recipe | undefined;
  readonly commands: readonly CommandName[];
  readonly initial: State;
  /** Whether the order of a command's refusals is prescribed, so that the first that applies is the answer. */
  readonly refusesInOrder: boolean;
  /** Whether an outcome can be left to the system, so that what comes after it cannot be known before. */
  readonly leavesChoices: boolean;
  /** The fields of a process that decide nothing, neither now nor later, and are not shown. */
  readonly withoutConsequence: readonly (keyof Process)[];
  /** The same commands by the profile that leaves most to the system, and by the one that decides most. */
  readonly mostOpen: Specification;
  readonly mostDecided: Specification;
  /** Commands that lead from the state back to init alone (I9). */
  readonly drainOf: (state: State) => readonly Command[];
  /** Guesses at commands that undo a command; see {@link SetModel}. */
  readonly undo: (before: State, command: Command) => readonly (readonly Command[])[];
  /** Tells what an accepted command did, in a sentence. */
  readonly told: (happened: Happened, command: Command) => string;
  /** Tells what a refusal met in a state, as a phrase. */
  readonly met: (state: State, command: Command, refusal: Refusal) => string;
  /** The ground of a refusal; `undefined` where one condition alone does. */
  readonly groundOf: (state: State, command: Command, refusal: Refusal) => Ground | undefined;
  /** Situations that must sometimes happen. */
  readonly witnesses: Readonly<Record<string, Witness>>;
  /** Refusals that can never decide alone, and why; reports do not ask for them. */
  readonly neverAlone: readonly NeverAlone[];
  /** Its states within a bound, for searches. */
  readonly space: SpaceTraits;
  /** Commands worth drawing; absent, random search draws by the kinds of arguments. */
  readonly draws: Draws | undefined;
}

/** The specifications of a command set: one a profile, in the vocabulary's order; one alone where it has none. */
export function specificationsOf<Table extends CommandTable>(
  given: SetModel<Table>,
): readonly [Specification, ...Specification[]] {
  const model = given as unknown as SetModel;
  const { profiles } = model.vocabulary;
  const [first, ...others] = (profiles.length === 0 ? [undefined] : profiles).map((profile) =>
    specificationBy(model, profile, () => all),
  );
  const all: readonly [Specification, ...Specification[]] = [first, ...others];
  return all;
}

function specificationBy(
  model: SetModel,
  profile: string | undefined,
  all: () => readonly [Specification, ...Specification[]],
): Specification {
  const { vocabulary, met, grounds, told, witnesses, neverAlone } = model;
  const rules = rulebook(vocabulary, model.rules(profile));
  const stepInDrain = (at: State, command: Command): State => {
    const { refusals, next } = rules.step(at, command);
    if (refusals !== undefined) broken(`the drain's ${command.name} is refused: ${refusals.join(', ')}`);
    return next;
  };
  const numbersOf = argumentsOf as (command: Command) => Readonly<Record<string, number>>;
  return {
    vocabulary,
    commandSet: vocabulary.id,
    profile,
    recipe: model.again && { ...model.again, argument: profile },
    commands: Object.keys(vocabulary.commands),
    initial: INITIAL_STATE,
    ...rules,
    ...observer(vocabulary.shows),
    refusesInOrder: vocabulary.refusalOrder === 'prescribed',
    leavesChoices: model.leavesChoices(profile),
    withoutConsequence: model.withoutConsequence?.(profile) ?? [],
    get mostOpen() {
      return all()[0];
    },
    get mostDecided() {
      return all().at(-1) as Specification;
    },
    drainOf: (state) => model.drain(state, stepInDrain, rules.isIssuable),
    undo: (before, command) => model.undo(before, command as never),
    told: (happened, command) =>
      (told as Readonly<Record<string, (happened: Happened, command: Command) => string>>)[command.name](
        happened,
        command,
      ),
    met: (state, command, refusal) => met[refusal](state, numbersOf(command)),
    groundOf: (state, command, refusal) => grounds[refusal]?.(state, numbersOf(command)),
    witnesses: witnesses,
    neverAlone,
    space: model.space,
    draws: model.draws,
  };
}
