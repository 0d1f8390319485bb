// A command set's rules as a table, and one command run by it. Pure. No bound, search or implementation is known here.
import type { Accepted, Answer, Command, CommandName } from '../contract/command.ts';
import type { CommandOf, CommandTable, FieldsOf, NameIn, Vocabulary } from '../contract/vocabulary.ts';
import { printCommand } from '../contract/notation/trace.ts';
import type { Refusal } from '../contract/refusal.ts';
import { endLifetimes } from './effects.ts';
import type { State } from './state.ts';
import { NothingThere } from './state.ts';

/** What a rule may look at: the state before, the command, and what the system answered where that is known. */
type Asked<Result, Of> = (state: State, command: Of, seen?: Answer) => Result;

/**
 * One command. `refusedIf` lists its refusals in the table's order, each with the condition under which it
 * applies; every condition must be total. `effect` may assume that none applies; ended groups and sessions are
 * not its concern. `answer` is computed on the state before. `issuableIf` says which commands can be issued at all;
 * nothing is claimed about the others.
 */
interface Rule<Of, Fields> {
  readonly issuableIf?: Asked<boolean, Of>;
  readonly refusedIf: Readonly<Partial<Record<Refusal, Asked<boolean, Of>>>>;
  readonly effect: Asked<State, Of>;
  readonly answer: Asked<Fields, Of>;
}

/** The rules of a command set, by command; those of commands whose answer has no fields leave `answer` out. */
export type Rules<Table extends CommandTable> = {
  readonly [Name in NameIn<Table>]: FieldsOf<Table, Name> extends Readonly<Record<string, never>>
    ? Omit<Rule<CommandOf<Table, Name>, never>, 'answer'>
    : Rule<CommandOf<Table, Name>, FieldsOf<Table, Name>>;
};

/** A rule as it is run, whichever command it is of. */
type AnyRule = Omit<Rule<Command, Accepted['ok']>, 'answer'> &
  Partial<Pick<Rule<Command, Accepted['ok']>, 'answer'>>;

/** What came of a command: refused, with every refusal that applies in the table's order, or accepted. */
export type Step =
  | { readonly refusals: readonly Refusal[]; readonly next: State }
  | { readonly refusals: undefined; readonly next: State; readonly answer: Answer };

/** A table of rules, ready to be run. */
export interface Rulebook {
  /** Whether the command can be issued at all. */
  readonly isIssuable: (state: State, command: Command) => boolean;
  /**
   * One command. Where the specification leaves a choice, `seen`, the system's answer, makes it, if it is one of
   * those allowed. A refused command's `next` is `state` itself (I8).
   */
  readonly step: (state: State, command: Command, seen?: Answer) => Step;
  /**
   * As {@link step}, to tell of a run again that may have gone another way, by a known deviation of its system: what
   * cannot be issued here changes nothing.
   */
  readonly tell: (state: State, command: Command, seen?: Answer) => Step;
  /**
   * The same with nothing refused: what a system does that lacks the check. Throws {@link CannotBeCarriedOut} where
   * what the effect acts on does not exist, or what it makes does already; so it never gives a state that no
   * hierarchy can be in.
   */
  readonly carryOut: (state: State, command: Command, seen?: Answer) => State;
  /** Every refusal that applies to the command, in the table's order; none means that it would be accepted. */
  readonly refusalsOf: (state: State, command: Command) => readonly Refusal[];
  /** The refusals that a command can have, in the table's order. */
  readonly refusalsPossible: (name: CommandName) => readonly Refusal[];
}

/** What a command acts on does not exist: its message names the clause, the command and the id. */
export class CannotBeCarriedOut extends Error {}

const NONE: readonly Refusal[] = [];

/** One entry of a rule's `refusedIf`. */
interface Condition {
  readonly name: Refusal;
  readonly applies: Asked<boolean, Command>;
}

/** Makes a table of rules runnable. */
export function rulebook<Table extends CommandTable>(
  vocabulary: Vocabulary<Table>,
  rules: Rules<Table>,
): Rulebook {
  const byName = rules as unknown as Readonly<Record<string, AnyRule>>;
  /** `refusedIf` of every rule, as lists. */
  const conditions = Object.fromEntries(
    Object.entries(byName).map(([name, { refusedIf }]) => [
      name,
      Object.entries(refusedIf).map(
        ([refusal, applies]): Condition => ({ name: refusal as Refusal, applies }),
      ),
    ]),
  ) as Readonly<Record<string, readonly Condition[]>>;

  const refusalsOf = (state: State, command: Command): readonly Refusal[] => {
    let found: Refusal[] | undefined;
    for (const { name, applies } of conditions[command.name]) {
      if (applies(state, command)) (found ??= []).push(name);
    }
    return found ?? NONE;
  };

  const carryOut = (state: State, command: Command, seen?: Answer): State => {
    try {
      const after = byName[command.name].effect(state, command, seen);
      return after === state ? state : endLifetimes(state, after);
    } catch (error) {
      if (!(error instanceof NothingThere)) throw error;
      const { clause } = vocabulary.commands[command.name];
      const sentence = `${clause}: "${printCommand(command)}" cannot be carried out: ${error.message}`;
      throw new CannotBeCarriedOut(sentence, { cause: error });
    }
  };

  const isIssuable: Rulebook['isIssuable'] = Object.values(byName).every(
    ({ issuableIf }) => issuableIf === undefined,
  )
    ? () => true
    : (state, command) => byName[command.name].issuableIf?.(state, command) ?? true;

  const step: Rulebook['step'] = (state, command, seen) => {
    const refusals = refusalsOf(state, command);
    if (refusals.length > 0) return { refusals, next: state };
    const { answer } = byName[command.name];
    const ok = answer === undefined ? {} : answer(state, command, seen);
    return { refusals: undefined, next: carryOut(state, command, seen), answer: { ok } as Accepted };
  };

  return {
    carryOut,
    isIssuable,
    refusalsOf,
    refusalsPossible: (name) => conditions[name].map((condition) => condition.name),
    step,
    tell: (state, command, seen) =>
      isIssuable(state, command)
        ? step(state, command, seen)
        : { refusals: undefined, next: state, answer: { ok: {} } },
  };
}
