// A command set's rules as a table, and one command run by it. Pure. No bound, search or implementation is known here.
import type { Accepted, Answer, Command, CommandName } from '../contract/command.ts';
import { actorOf } from '../contract/command.ts';
import type { CommandOf, CommandTable, FieldsOf, NameIn, Vocabulary } from '../contract/vocabulary.ts';
import { printCommand } from '../contract/notation/trace.ts';
import type { Refusal } from '../contract/refusal.ts';
import { endLifetimes, withStaleNumbers } from './effects.ts';
import type { State } from './state.ts';
import { isRunning, NothingThere, withoutNews } from './state.ts';

/** The input of a rule: the state before, and the command. */
type Asked<Result, Of> = (state: State, command: Of) => Result;

/** The parts of a rule that do not depend on what its command answers. */
interface Conditions<Of> {
  /** True if somebody can send it; nothing is claimed about a command that nobody can. */
  readonly issuableIf?: Asked<boolean, Of>;
  /**
   * The reason that nobody can, where somebody else than its acting process is in the way. Completes "cannot be issued:
   * ".
   */
  readonly unissuableBecause?: Asked<string, Of>;
  /** Its refusals in the table's order, each with the condition under which it applies. Every condition is total. */
  readonly refusedIf: Readonly<Record<Refusal, Asked<boolean, Of>>>;
}

/**
 * The effect of an accepted command; `chosen` is the one of its `answers` that the system chose. It may assume that
 * nothing refuses the command; ended groups and sessions are not its concern.
 */
type Effect<Of, Fields> = (state: State, command: Of, chosen: Fields) => State;

/** A rule of a command whose answer has no fields. */
interface PlainRule<Of> extends Conditions<Of> {
  readonly effect: Asked<State, Of>;
}

/** A rule of a command whose answer is computed on the state before. */
interface AnsweringRule<Of, Fields> extends Conditions<Of> {
  readonly answer: Asked<Fields, Of>;
  readonly effect: Effect<Of, Fields>;
}

/** A rule of a command whose answer the system may choose: every answer allowed, the model's own choice first. */
interface ChoosingRule<Of, Fields> extends Conditions<Of> {
  readonly answers: Asked<readonly [Fields, ...Fields[]], Of>;
  readonly effect: Effect<Of, Fields>;
}

/** The rules of a command set, by command; those of commands whose answer has no fields leave `answer` out. */
export type Rules<Table extends CommandTable> = {
  readonly [Name in NameIn<Table>]: FieldsOf<Table, Name> extends Readonly<Record<string, never>>
    ? PlainRule<CommandOf<Table, Name>>
    :
        | AnsweringRule<CommandOf<Table, Name>, FieldsOf<Table, Name>>
        | ChoosingRule<CommandOf<Table, Name>, FieldsOf<Table, Name>>;
};

type Fields = Accepted['ok'];

/** A rule as it is run, whichever command it is of. */
type AnyRule = Conditions<Command> &
  Pick<ChoosingRule<Command, Fields>, 'effect'> &
  Partial<Pick<AnsweringRule<Command, Fields>, 'answer'> & Pick<ChoosingRule<Command, Fields>, 'answers'>>;

/** The outcome of a command: refused, with every refusal that applies in the table's order, or accepted. */
export type Step =
  | { readonly refusals: readonly Refusal[]; readonly next: State }
  | { readonly refusals: undefined; readonly next: State; readonly answer: Answer };

/** A table of rules, ready to be run. */
export interface Rulebook {
  /** Whether the command can be issued at all. */
  readonly isIssuable: (state: State, command: Command) => boolean;
  /** The reason that it cannot be issued, completing "cannot be issued: "; `undefined` where it can. */
  readonly whyUnissuable: (state: State, command: Command) => string | undefined;
  /** Every answer that an accepted command may get; none where it is refused. */
  readonly answersTo: (state: State, command: Command) => readonly Answer[];
  /**
   * One command. If the specification leaves a choice, `seen`, the system's answer, makes it, if it is one of
   * those allowed. A refused command's `next` is `state` itself without its news (I8). `refusals`: those of the command in this state,
   * where they are known already.
   */
  readonly step: (state: State, command: Command, seen?: Answer, refusals?: readonly Refusal[]) => Step;
  /**
   * As {@link step}, to tell of a run again that may have gone another way, by a known deviation of its system: what
   * cannot be issued here changes nothing.
   */
  readonly stepIfIssuable: (state: State, command: Command, seen?: Answer) => Step;
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

/** Thrown if what a command acts on does not exist: its message names the clause, the command and the id. */
export class CannotBeCarriedOut extends Error {}

const NONE: readonly never[] = [];

/** One entry of a rule's `refusedIf`. */
interface Condition {
  readonly name: Refusal;
  readonly applies: Asked<boolean, Command>;
}

/** A rule, with its conditions in order. */
interface ReadyRule {
  readonly conditions: readonly Condition[];
  readonly issuableIf: Conditions<Command>['issuableIf'];
  readonly unissuableBecause: Conditions<Command>['unissuableBecause'];
  readonly effect: AnyRule['effect'];
  readonly answer: AnyRule['answer'];
  readonly answers: AnyRule['answers'];
}

/** Makes a table of rules runnable. */
export function rulebook<Table extends CommandTable>(
  vocabulary: Vocabulary<Table>,
  rules: Rules<Table>,
): Rulebook {
  const byName = rulesReady(rules as unknown as Readonly<Record<string, AnyRule>>);

  const refusalsOf = (state: State, command: Command): readonly Refusal[] =>
    refusalsBy(byName[command.name], state, command);

  const carriedOut = (rule: ReadyRule, state: State, command: Command, chosen: Fields): State =>
    carryOut(rule, vocabulary, withoutNews(state), command, chosen);

  const isIssuable: Rulebook['isIssuable'] = Object.values(byName).every(
    ({ issuableIf }) => issuableIf === undefined,
  )
    ? () => true
    : (state, command) => byName[command.name].issuableIf?.(state, command) ?? true;

  const whyUnissuable: Rulebook['whyUnissuable'] = (state, command) => {
    if (isIssuable(state, command)) return undefined;
    const actor = actorOf(command);
    return actor !== undefined && !isRunning(state, actor)
      ? `process ${actor} is not running`
      : (byName[command.name].unissuableBecause?.(state, command) ?? 'nobody can send it');
  };

  const answersTo: Rulebook['answersTo'] = (state, command) => {
    if (refusalsOf(state, command).length > 0) return NONE;
    const { answer, answers } = byName[command.name];
    return (answers?.(state, command) ?? [answer?.(state, command) ?? NO_FIELDS]).map((ok) => ({ ok }));
  };

  const step: Rulebook['step'] = (state, command, seen, known) => {
    const rule = byName[command.name];
    const refusals = known ?? refusalsBy(rule, state, command);
    if (refusals.length > 0) return { refusals, next: withoutNews(state) };
    const chosen = chosenBy(rule, state, command, seen);
    const ok = rule.answer?.(state, command) ?? chosen;
    return { refusals: undefined, next: carriedOut(rule, state, command, chosen), answer: { ok } };
  };

  return {
    answersTo,
    carryOut: (state, command, seen) => {
      const rule = byName[command.name];
      return carriedOut(rule, state, command, chosenBy(rule, state, command, seen));
    },
    isIssuable,
    whyUnissuable,
    refusalsOf,
    refusalsPossible: (name) => byName[name].conditions.map((condition) => condition.name),
    step,
    stepIfIssuable: (state, command, seen) =>
      isIssuable(state, command)
        ? step(state, command, seen)
        : { refusals: undefined, next: state, answer: { ok: {} } },
  };
}

const NO_FIELDS: Fields = {};

/** Every rule in one form, with its `refusedIf` as a list. */
function rulesReady(rules: Readonly<Record<string, AnyRule>>): Readonly<Record<string, ReadyRule>> {
  return Object.fromEntries(
    Object.entries(rules).map(
      ([name, { refusedIf, issuableIf, unissuableBecause, effect, answer, answers }]) => [
        name,
        {
          conditions: Object.entries(refusedIf).map(([refusal, applies]) => ({ name: refusal, applies })),
          issuableIf,
          unissuableBecause,
          effect,
          answer,
          answers,
        },
      ],
    ),
  );
}

/** The refusals of a rule that apply, in the table's order. */
function refusalsBy({ conditions }: ReadyRule, state: State, command: Command): readonly Refusal[] {
  let found: Refusal[] | undefined;
  for (let index = 0; index < conditions.length; index += 1) {
    const { name, applies } = conditions[index];
    if (applies(state, command)) (found ??= []).push(name);
  }
  return found ?? NONE;
}

/** The choice where the system may choose; where it may not, nothing that an effect looks at. */
function chosenBy({ answers }: ReadyRule, state: State, command: Command, seen: Answer | undefined): Fields {
  return answers === undefined ? NO_FIELDS : choice(answers(state, command), seen);
}

/** The effect of a command, and the ends of lifetimes that follow; throws where there is nothing to act on. */
function carryOut(
  rule: ReadyRule,
  vocabulary: Vocabulary,
  state: State,
  command: Command,
  chosen: Fields,
): State {
  try {
    const after = rule.effect(state, command, chosen);
    return after === state ? state : withStaleNumbers(endLifetimes(state, after));
  } catch (error) {
    if (!(error instanceof NothingThere)) throw error;
    const { clause } = vocabulary.commands[command.name];
    const sentence = `${clause}: "${printCommand(command, vocabulary)}" cannot be carried out: ${error.message}`;
    throw new CannotBeCarriedOut(sentence, { cause: error });
  }
}

/**
 * The allowed answer that was seen, or the one with the same first field, which says what was chosen; else the model's
 * own choice.
 */
function choice(allowed: readonly [Fields, ...Fields[]], seen: Answer | undefined): Fields {
  if (allowed.length === 1 || seen === undefined || !('ok' in seen)) return allowed[0];
  const [first] = Object.keys(allowed[0]);
  return allowed.find((fields) => fields[first] === seen.ok[first]) ?? allowed[0];
}
