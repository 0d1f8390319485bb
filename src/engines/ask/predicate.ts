// The form of a predicate: what is asked of a state, or of the step that led to it, and its text. docs/ask.md has the language.
import type { Id } from '../../contract/command.ts';
import type { AskedField, Kind } from './asked-fields.ts';

/** A question that a state answers with yes or no. */
export interface Predicate {
  readonly expression: Expression;
  /** The ids that it names besides init's, ascending: states that differ by these names differ to it. */
  readonly namedIds: readonly Id[];
  /** The largest terminal that it names; 1 where it names none. */
  readonly terminalMax: number;
  /** Asks which of two ids is the larger, so that any other names would make a difference. */
  readonly ordersIds: boolean;
  /** Asks of the step that led to the state, too. */
  readonly asksSteps: boolean;
  /** The fields that it reads. */
  readonly fields: readonly AskedField[];
  /** The witnesses that it names. */
  readonly witnesses: readonly string[];
}

/** Something that holds or does not. */
export type Expression =
  | { readonly is: 'and' | 'or'; readonly parts: readonly Expression[] }
  | { readonly is: 'not'; readonly holds: Expression }
  | {
      readonly is: 'quantified';
      readonly how: Quantifier;
      readonly variables: readonly string[];
      readonly over: SetTerm;
      readonly holds: Expression;
    }
  | { readonly is: 'there'; readonly how: 'some' | 'no'; readonly kind: Kind; readonly id: IdTerm }
  | { readonly is: 'any'; readonly how: 'some' | 'no'; readonly set: SetTerm }
  | Marked
  | {
      readonly is: 'compared';
      readonly sign: ComparisonSign;
      readonly left: Term;
      readonly right: Term;
    }
  | { readonly is: 'member'; readonly id: IdTerm; readonly set: SetTerm }
  | { readonly is: 'received'; readonly word: string; readonly field: AskedField; readonly of: IdTerm }
  | { readonly is: 'witness'; readonly name: string };

/** A process's word is this one, or is not; of a switch, that it is on. */
interface Marked {
  readonly is: 'marked';
  readonly field: AskedField;
  /** Absent of a switch. */
  readonly word?: string;
  readonly sign: '=' | '!=';
  readonly of: IdTerm;
}

export type Quantifier = 'some' | 'every' | 'no';

export type ComparisonSign = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** Something with a value. */
export type Term = IdTerm | NumberTerm;

/** The number of a thing, or none. */
export type IdTerm =
  | { readonly is: 'literal'; readonly id: Id; readonly written?: Kind }
  | { readonly is: 'variable'; readonly name: string }
  | { readonly is: 'field'; readonly field: AskedField; readonly of: IdTerm }
  | { readonly is: 'none' };

/** A number that is no id. */
export type NumberTerm =
  | { readonly is: 'number'; readonly value: number }
  | { readonly is: 'code'; readonly field: AskedField; readonly of: IdTerm }
  | { readonly is: 'count'; readonly set: SetTerm };

/** Several things of a kind. */
export type SetTerm =
  | { readonly is: 'all'; readonly kind: Kind }
  | { readonly is: 'markedOnes'; readonly field: AskedField; readonly word?: string }
  | { readonly is: 'list'; readonly field: AskedField; readonly of: IdTerm }
  | {
      readonly is: 'those';
      readonly variable: string;
      readonly over: SetTerm;
      readonly holds: Expression;
    };

/** The letters with which the notation of states begins a number of this kind. */
const WRITTEN_BEFORE: Readonly<Record<Kind, string>> = {
  process: '',
  group: 'g',
  session: 's',
  terminal: 'tty',
};

/** The plural by which a set of all of a kind is called. */
export const PLURALS: Readonly<Record<Kind, string>> = {
  process: 'processes',
  group: 'groups',
  session: 'sessions',
  terminal: 'terminals',
};

/** The text of a predicate, which parses to the same again. O(length). */
export function printPredicate({ expression }: Pick<Predicate, 'expression'>): string {
  return textOf(expression, LOOSEST);
}

const LOOSEST = 0;
const OF_OR = 1;
const OF_AND = 2;
const OF_NOT = 3;

/** `binding`: how tightly what stands around it binds. */
function textOf(expression: Expression, binding: number): string {
  switch (expression.is) {
    case 'or':
    case 'and': {
      const own = expression.is === 'or' ? OF_OR : OF_AND;
      const text = expression.parts.map((part) => textOf(part, own + 1)).join(` ${expression.is} `);
      return own < binding ? `(${text})` : text;
    }
    case 'not':
      return `not ${textOf(expression.holds, OF_NOT)}`;
    case 'quantified': {
      const { how, variables, over, holds } = expression;
      const text = `${how} ${variablesText(variables, over)}: ${textOf(holds, LOOSEST)}`;
      // It goes on as far as it can: whatever follows would be part of it.
      return binding > LOOSEST ? `(${text})` : text;
    }
    case 'there':
      return `${expression.how} ${expression.kind} ${idText(expression.id)}`;
    case 'any':
      return `${expression.how} ${setText(expression.set)}`;
    case 'marked': {
      const { field, word, sign, of } = expression;
      if (word === undefined) return `${field.name}(${idText(of)})`;
      return sign === '=' ? `${word}(${idText(of)})` : `${field.name}(${idText(of)}) != ${word}`;
    }
    case 'compared':
      return `${termText(expression.left)} ${expression.sign} ${termText(expression.right)}`;
    case 'member':
      return `${idText(expression.id)} in ${setText(expression.set)}`;
    case 'received':
      return `${expression.word} in ${expression.field.name}(${idText(expression.of)})`;
    case 'witness':
      return expression.name;
  }
}

/** `p`; `group g, h`; `c in children(1)`. */
function variablesText(variables: readonly string[], over: SetTerm): string {
  const names = variables.join(', ');
  if (over.is !== 'all') return `${names} in ${setText(over)}`;
  return over.kind === 'process' ? names : `${over.kind} ${names}`;
}

function termText(term: Term): string {
  switch (term.is) {
    case 'number':
      return String(term.value);
    case 'code':
      return `${term.field.name}(${idText(term.of)})`;
    case 'count':
      return `count(${term.set.is === 'those' ? thoseText(term.set) : setText(term.set)})`;
    case 'literal':
    case 'variable':
    case 'field':
    case 'none':
      return idText(term);
  }
}

function idText(id: IdTerm): string {
  switch (id.is) {
    case 'literal':
      return `${id.written === undefined ? '' : WRITTEN_BEFORE[id.written]}${id.id}`;
    case 'variable':
      return id.name;
    case 'field':
      return `${id.field.name}(${idText(id.of)})`;
    case 'none':
      return 'none';
  }
}

function setText(set: SetTerm): string {
  switch (set.is) {
    case 'all':
      return PLURALS[set.kind];
    case 'markedOnes':
      return set.word ?? set.field.name;
    case 'list':
      return `${set.field.name}(${idText(set.of)})`;
    case 'those':
      return `(${thoseText(set)})`;
  }
}

function thoseText({ variable, over, holds }: SetTerm & { readonly is: 'those' }): string {
  return `${variablesText([variable], over)}: ${textOf(holds, LOOSEST)}`;
}
