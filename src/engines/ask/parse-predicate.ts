// Parses a predicate for the states of one command set. Bad text is a value with its place, its cause and a cure; nothing of
// the text is ever run. docs/ask.md has the grammar.
import { ID_MAX, TERMINALS } from '../../contract/argument.ts';
import type { Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import { didYouMean } from '../../contract/did-you-mean.ts';
import type { Parsed } from '../../contract/notation/trace.ts';
import type { Specification } from '../../model/specification.ts';
import type { AskedField, AskedFields, Kind } from './asked-fields.ts';
import { askedFieldsOf } from './asked-fields.ts';
import type {
  Expression,
  IdTerm,
  NumberTerm,
  Predicate,
  Quantifier,
  SetTerm,
  ComparisonSign,
} from './predicate.ts';
import { PLURALS } from './predicate.ts';
import type { PredicateToken } from './predicate-tokens.ts';
import { Misread, predicateTokens } from './predicate-tokens.ts';

/** Longer texts are no question that somebody has typed, and deeper ones would use up the stack. */
const LENGTH_MAX = 4000;
const DEPTH_MAX = 100;

/**
 * Parses a predicate: `zombie(3) and parent(3) = 1`, `some p: zombie p and group p != p`, or the name of a witness. The
 * problem of a text that is none has line and column from 1, and a sentence with cause and cure. O(length).
 */
export function parsePredicate(
  text: string,
  specification: Pick<Specification, 'vocabulary' | 'witnesses'>,
): Parsed<Predicate> {
  try {
    return { value: new Parser(text, specification).read() };
  } catch (error) {
    if (!(error instanceof Misread)) throw error;
    return { problem: error.problem };
  }
}

/** Something read, before it is known what it is needed as. */
type Node =
  | { readonly is: 'holds'; readonly value: Expression }
  | { readonly is: 'id'; readonly value: IdTerm; readonly kind: Kind | undefined }
  | { readonly is: 'digits'; readonly value: number }
  | { readonly is: 'quantity'; readonly value: NumberTerm }
  | { readonly is: 'set'; readonly value: SetTerm; readonly kind: Kind | undefined }
  | { readonly is: 'worded'; readonly field: AskedField; readonly of: IdTerm }
  | { readonly is: 'wordSet'; readonly field: AskedField; readonly of: IdTerm }
  | { readonly is: 'member' };

/** A node, and the token that it begins with. */
type Read = Node & { readonly at: PredicateToken };

const QUANTIFIERS: readonly string[] = ['some', 'every', 'no'];
const KEYWORDS: readonly string[] = ['and', 'or', 'not', 'in', 'count', 'none', ...QUANTIFIERS];
const SIGNS: readonly string[] = ['=', '!=', '<', '<=', '>', '>='];

/** Words of other languages, and the words for them here. */
const WORD_CURES: Readonly<Record<string, string>> = {
  exists: 'some',
  any: 'some',
  all: 'every',
  forall: 'every',
  each: 'every',
  null: 'none',
  nil: 'none',
  nothing: 'none',
  is: '=',
};

/** The names by which programs know a number, with the kind that bears it and the field that leads there. */
const NUMBER_NAMES: Readonly<Record<string, { readonly kind: Kind; readonly by?: string }>> = {
  pid: { kind: 'process' },
  pgid: { kind: 'group', by: 'group' },
  sid: { kind: 'session', by: 'session' },
  ppid: { kind: 'process', by: 'parent' },
};

class Parser {
  readonly #tokens: readonly PredicateToken[];
  readonly #names: AskedFields;
  readonly #witnesses: Specification['witnesses'];
  readonly #title: string;
  readonly #scope = new Map<string, Kind | undefined>();
  readonly #named = new Set<Id>();
  readonly #fields = new Set<AskedField>();
  readonly #asked = new Set<string>();
  #terminalMax = 1;
  #ordersIds = false;
  #taken = 0;
  #depth = 0;

  constructor(text: string, { vocabulary, witnesses }: Pick<Specification, 'vocabulary' | 'witnesses'>) {
    if (text.length > LENGTH_MAX)
      throw new Misread(
        { kind: 'end', text: '', line: 1, column: LENGTH_MAX + 1 },
        `a predicate has at most ${LENGTH_MAX} characters, and this one ${text.length}: ask for less`,
      );
    this.#tokens = predicateTokens(text);
    this.#names = askedFieldsOf(vocabulary);
    this.#witnesses = witnesses;
    this.#title = vocabulary.title;
  }

  read(): Predicate {
    const expression = this.#holds(this.#or());
    if (this.#peek.kind !== 'end') throw new Misread(this.#peek, this.#leftOver());
    const fields = [...this.#fields];
    return {
      expression,
      namedIds: [...this.#named].sort((one, other) => one - other),
      terminalMax: this.#terminalMax,
      ordersIds: this.#ordersIds || [...this.#asked].some((name) => this.#witnesses[name].ordersIds === true),
      asksSteps: this.#asked.size > 0 || fields.some(({ placed }) => placed.row.ofStep === true),
      fields,
      witnesses: [...this.#asked],
    };
  }

  #leftOver(): string {
    const { text } = this.#peek;
    const what = `"${text}" is left over: `;
    if (SIGNS.includes(text)) return `${what}a comparison has two sides, join two with "and"`;
    if (text === ')') return `${what}no "(" stands before it`;
    return `${what}join it with "and" or "or", or leave it out`;
  }

  get #peek(): PredicateToken {
    return this.#tokens[this.#taken];
  }

  #peekBeyond(beyond: number): PredicateToken {
    return this.#tokens[Math.min(this.#taken + beyond, this.#tokens.length - 1)];
  }

  #next(): PredicateToken {
    const token = this.#peek;
    if (token.kind !== 'end') this.#taken += 1;
    return token;
  }

  #takes(text: string): boolean {
    if (this.#peek.text !== text) return false;
    this.#taken += 1;
    return true;
  }

  #demand(text: string, after: string): void {
    const token = this.#peek;
    if (!this.#takes(text)) throw new Misread(token, `expected "${text}" ${after}${found(token)}`);
  }

  #or(): Read {
    return this.#joined('or', () => this.#joined('and', () => this.#not()));
  }

  #joined(word: 'and' | 'or', part: () => Read): Read {
    const first = part();
    if (this.#peek.text !== word) return first;
    const parts = [this.#holds(first)];
    while (this.#takes(word)) parts.push(this.#holds(part()));
    return { is: 'holds', value: { is: word, parts }, at: first.at };
  }

  #not(): Read {
    const at = this.#peek;
    if (at.text === 'not') {
      this.#next();
      return this.#deeper(() => ({ is: 'holds', value: { is: 'not', holds: this.#holds(this.#not()) }, at }));
    }
    return this.#comparison();
  }

  #comparison(): Read {
    const left = this.#operand();
    const sign = this.#peek;
    if (this.#takes('in')) return this.#membership(left);
    if (!SIGNS.includes(sign.text)) return left;
    this.#next();
    const right = this.#operand();
    return { ...this.#compared(left, sign, right), at: left.at };
  }

  /** `3 in children(1)`; a word of a set of words stands there for itself. */
  #membership(left: Read): Read {
    const right = this.#operand();
    const { at } = left;
    if (right.is === 'wordSet') {
      if (left.is !== 'member' || this.#names.members.get(at.text) !== right.field)
        throw new Misread(at, this.#noWord(at, right.field));
      const { field, of } = right;
      return { is: 'holds', value: { is: 'received', word: at.text, field, of }, at };
    }
    if (right.is !== 'set')
      throw new Misread(
        right.at,
        `expected several things after "in", such as children(1)${found(right.at)}`,
      );
    return { is: 'holds', value: { is: 'member', id: this.#id(left, right.kind), set: right.value }, at };
  }

  #compared(left: Read, sign: PredicateToken, right: Read): Node {
    if (left.is === 'worded') return this.#wordCompared(left, sign, right);
    if (right.is === 'worded') return this.#wordCompared(right, sign, left);
    for (const one of [left, right]) {
      if (one.is === 'wordSet') {
        const [word = ''] = one.field.placed.row.words ?? [];
        throw new Misread(
          one.at,
          `${one.field.name} is several words: write "${word} in ${one.field.name}(…)"`,
        );
      }
      if (one.is === 'set')
        throw new Misread(
          one.at,
          'several things are compared by their number: write "count(…)" around them',
        );
      if (one.is === 'holds')
        throw new Misread(
          one.at,
          'this holds or does not: leave the comparison out, or write "not" before it',
        );
    }
    if (left.is === 'quantity' || right.is === 'quantity')
      return {
        is: 'holds',
        value: {
          is: 'compared',
          sign: sign.text as ComparisonSign,
          left: this.#quantity(left),
          right: this.#quantity(right),
        },
      };
    if (left.is === 'digits' && right.is === 'digits')
      throw new Misread(left.at, 'two numbers say nothing of a state: name a field, such as parent(3)');
    return this.#idsCompared(left, sign, right);
  }

  #idsCompared(left: Read, sign: PredicateToken, right: Read): Node {
    const kinds = [left, right].map((side) => (side.is === 'id' ? side.kind : undefined));
    const isTerminal = kinds.includes('terminal');
    const kind = isTerminal ? 'terminal' : undefined;
    const sides = [this.#id(left, kind), this.#id(right, kind)] as const;
    if (sign.text !== '=' && sign.text !== '!=') {
      if (sides.some(({ is }) => is === 'none'))
        throw new Misread(sign, '"none" is neither more nor less than a number: write = or !=');
      if (!isTerminal) this.#ordersIds = true;
    }
    return {
      is: 'holds',
      value: { is: 'compared', sign: sign.text as ComparisonSign, left: sides[0], right: sides[1] },
    };
  }

  /** `state(3) != zombie`: the other side is a word of the field. */
  #wordCompared({ field, of }: Read & { readonly is: 'worded' }, sign: PredicateToken, other: Read): Node {
    if (sign.text !== '=' && sign.text !== '!=')
      throw new Misread(sign, `${field.name} is a word: compare it with = or !=`);
    const word = other.at.text;
    if (this.#names.words.get(word) !== field || other.is !== 'set')
      throw new Misread(other.at, this.#noWord(other.at, field));
    return { is: 'holds', value: { is: 'marked', field, word, sign: sign.text, of } };
  }

  #noWord({ text }: PredicateToken, field: AskedField): string {
    const table = field.kind === 'words' ? this.#names.members : this.#names.words;
    const words = [...table].filter(([, of]) => of === field).map(([word]) => word);
    return `${field.name} is one of ${words.join(', ')}, not "${text}"${didYouMean(text, words)}`;
  }

  /** A name with what it is applied to, a number, or anything in parentheses. */
  #operand(): Read {
    const at = this.#next();
    if (at.kind === 'end')
      throw new Misread(at, 'the text ends where something is missing: go on with a name or a number');
    return this.#deeper(() => {
      if (at.kind === 'number') return { is: 'digits', value: Number(at.text), at };
      if (at.text === '(') {
        const inner = this.#those() ?? this.#or();
        this.#demand(')', 'to end what "(" began');
        return inner;
      }
      if (at.kind === 'sign') throw new Misread(at, `expected a name or a number, not "${at.text}"`);
      return { ...this.#name(at), at };
    });
  }

  #deeper<Result>(read: () => Result): Result {
    this.#depth += 1;
    if (this.#depth > DEPTH_MAX)
      throw new Misread(this.#peek, `more than ${DEPTH_MAX} parts stand within each other: ask for less`);
    const result = read();
    this.#depth -= 1;
    return result;
  }

  /** Whether something can follow that a name is applied to. */
  get #isApplied(): boolean {
    return isOperand(this.#peek);
  }

  #name(at: PredicateToken): Node {
    const { text } = at;
    if (QUANTIFIERS.includes(text)) return this.#quantified(at, text as Quantifier);
    if (text === 'count') return { is: 'quantity', value: { is: 'count', set: this.#counted() } };
    if (text === 'none') return { is: 'id', value: { is: 'none' }, kind: undefined };
    if (KEYWORDS.includes(text)) throw new Misread(at, `expected a name or a number before "${text}"`);
    if (this.#scope.has(text))
      return { is: 'id', value: { is: 'variable', name: text }, kind: this.#scope.get(text) };
    return this.#noted(at) ?? this.#setOrMark(at) ?? this.#applied(at) ?? this.#unknown(at);
  }

  /** A number as the notation of states writes it: `g3`, `s3`, `tty1`. */
  #noted(at: PredicateToken): Node | undefined {
    const [, letters, digits] = /^(g|s|tty)(\d+)$/.exec(at.text) ?? [];
    if (digits === undefined) return undefined;
    const written = letters === 'g' ? 'group' : letters === 's' ? 'session' : 'terminal';
    const id = this.#checkedId(at, Number(digits), written);
    return { is: 'id', value: { is: 'literal', id, written }, kind: written };
  }

  /** All of a kind, those that bear a mark, or of one whether it does; a witness. */
  #setOrMark({ text }: PredicateToken): Node | undefined {
    const isApplied = this.#isApplied;
    const kind = this.#names.kinds.find((each) => PLURALS[each] === text);
    if (kind !== undefined && !isApplied) return { is: 'set', value: { is: 'all', kind }, kind };
    const singular = text.endsWith('s') && !isApplied ? text.slice(0, -1) : text;
    const word = [text, singular].find((each) => this.#names.words.has(each));
    const field =
      word === undefined
        ? [text, singular]
            .map((name) => this.#names.of.process.get(name))
            .find((each) => each?.kind === 'switch')
        : this.#names.words.get(word);
    if (field !== undefined) {
      this.#fields.add(field);
      const marked = { field, ...(word !== undefined && { word }) };
      if (!isApplied) return { is: 'set', value: { is: 'markedOnes', ...marked }, kind: 'process' };
      const of = this.#id(this.#operand(), 'process');
      return { is: 'holds', value: { is: 'marked', ...marked, sign: '=', of } };
    }
    if (this.#names.members.has(text) && !isApplied) return { is: 'member' };
    if (!Object.hasOwn(this.#witnesses, text)) return undefined;
    this.#asked.add(text);
    return { is: 'holds', value: { is: 'witness', name: text } };
  }

  /** A field of what follows: `parent(3)`, `group p`, `children parent p`. */
  #applied(at: PredicateToken): Node | undefined {
    const byNumber = Object.hasOwn(NUMBER_NAMES, at.text) ? NUMBER_NAMES[at.text] : undefined;
    const isField = this.#names.kinds.some((kind) => this.#names.of[kind].has(at.text));
    if (byNumber === undefined && !isField) return undefined;
    if (!this.#isApplied)
      throw new Misread(
        this.#peek,
        `expected what has this ${at.text}, such as ${at.text}(3)${found(this.#peek)}`,
      );
    const of = this.#operand();
    if (byNumber === undefined) return this.#fieldOf(at, of);
    const { kind, by } = byNumber;
    const own = of.is === 'id' ? of.kind : by === undefined ? kind : 'process';
    if (own === kind && (by === undefined || kind !== 'process'))
      return { is: 'id', value: this.#id(of, kind), kind };
    if (by === undefined)
      throw new Misread(of.at, `only a process has a pid, and this is a ${own ?? 'number'}`);
    return this.#fieldOf({ ...at, text: by }, of);
  }

  #fieldOf(at: PredicateToken, of: Read): Node {
    if ((of.is !== 'id' && of.is !== 'digits') || (of.is === 'id' && of.value.is === 'none'))
      throw new Misread(of.at, `${at.text} is asked of one thing, such as ${at.text}(3)`);
    const having = this.#names.kinds.filter((kind) => this.#names.of[kind].has(at.text));
    const owner = of.is === 'id' ? of.kind : having[0];
    const field = owner === undefined ? undefined : this.#names.of[owner].get(at.text);
    if (field === undefined) {
      const own = owner === undefined ? [] : [...this.#names.of[owner].keys()];
      const has = own.length === 0 ? 'it is a number alone' : `it has ${own.join(', ')}`;
      throw new Misread(at, `a ${owner ?? 'thread'} has no ${at.text}: ${has}`);
    }
    this.#fields.add(field);
    if (field.through !== undefined) this.#fields.add(field.through);
    const id = this.#id(of, field.owner);
    switch (field.kind) {
      case 'ids':
        return { is: 'set', value: { is: 'list', field, of: id }, kind: field.refersTo };
      case 'word':
        return { is: 'worded', field, of: id };
      case 'words':
        return { is: 'wordSet', field, of: id };
      case 'code':
      case 'count':
        return { is: 'quantity', value: { is: 'code', field, of: id } };
      case 'switch':
        return { is: 'holds', value: { is: 'marked', field, sign: '=', of: id } };
      case 'id':
      case 'id-or-null':
        return { is: 'id', value: { is: 'field', field, of: id }, kind: field.refersTo };
    }
  }

  #unknown(at: PredicateToken): never {
    const { of, kinds, words, members } = this.#names;
    const all = [
      ...this.#scope.keys(),
      ...kinds.flatMap((kind) => [...of[kind].keys(), PLURALS[kind]]),
      ...words.keys(),
      ...members.keys(),
      ...Object.keys(NUMBER_NAMES),
      ...Object.keys(this.#witnesses),
      ...KEYWORDS,
    ];
    const cure = Object.hasOwn(WORD_CURES, at.text) ? `: write "${WORD_CURES[at.text]}"` : undefined;
    if (kinds.some((kind) => kind === at.text))
      throw new Misread(at, `expected "some ${at.text} 3" or "no ${at.text} 3" to ask for one`);
    throw new Misread(
      at,
      `the ${this.#title} commands show nothing called "${at.text}"${cure ?? (didYouMean(at.text, [...new Set(all)]) || ': "find --list" names what they show')}`,
    );
  }

  /** `some p: …`, `some group g: …`, `every c in children p: …`, `some group 3`, `no zombies`. */
  #quantified(at: PredicateToken, how: Quantifier): Node {
    const variables = this.#variables();
    if (variables !== undefined) {
      const { names, over } = variables;
      this.#demand(':', `after ${names.join(', ')}, and what holds of ${names.length === 1 ? 'it' : 'them'}`);
      const holds = this.#within(names, variables.kind, () => this.#holds(this.#or()));
      return { is: 'holds', value: { is: 'quantified', how, variables: names, over, holds } };
    }
    if (how === 'every')
      throw new Misread(this.#peek, `expected a variable after "every", such as "every p: ${EXAMPLE}"`);
    const kind = this.#kindNamed();
    if (kind !== undefined && isOperand(this.#peekBeyond(1))) {
      this.#next();
      return { is: 'holds', value: { is: 'there', how, kind, id: this.#id(this.#operand(), kind) } };
    }
    const set = kind === undefined && this.#isApplied ? this.#operand() : undefined;
    if (set?.is !== 'set')
      throw new Misread(
        set?.at ?? this.#peek,
        `expected a variable after "${at.text}", such as "${at.text} p: ${EXAMPLE}", a kind with a number, such as "${at.text} group 3", or several things, such as "${at.text} zombies"`,
      );
    return { is: 'holds', value: { is: 'any', how, set: set.value } };
  }

  /** The kind that the next word names. */
  #kindNamed(): Kind | undefined {
    return this.#names.kinds.find((kind) => kind === this.#peek.text);
  }

  /** The variables that are introduced here, where some are: `p`, `group g, h`, `c in children(1)`. */
  #variables():
    | { readonly names: readonly string[]; readonly over: SetTerm; readonly kind: Kind | undefined }
    | undefined {
    const kind = this.#kindNamed();
    const from = kind === undefined ? 0 : 1;
    if (this.#peekBeyond(from).kind !== 'name') return undefined;
    if (![',', ':', 'in'].includes(this.#peekBeyond(from + 1).text)) return undefined;
    if (kind !== undefined) this.#next();
    const names = [this.#variable()];
    while (this.#takes(',')) names.push(this.#variable());
    const among = this.#peek;
    if (!this.#takes('in')) {
      const of = kind ?? 'process';
      return { names, over: { is: 'all', kind: of }, kind: of };
    }
    const set = this.#operand();
    if (set.is !== 'set')
      throw new Misread(set.at, `expected several things after "in", such as children(1)${found(set.at)}`);
    if (kind !== undefined && kind !== set.kind)
      throw new Misread(among, `these are no ${PLURALS[kind]}: leave "${kind}" out`);
    return { names, over: set.value, kind: set.kind };
  }

  #variable(): string {
    const token = this.#next();
    const { text } = token;
    if (token.kind !== 'name') throw new Misread(token, `expected the name of a variable${found(token)}`);
    if (this.#isTaken(text))
      throw new Misread(token, `"${text}" is a name already: call the variable otherwise, such as p`);
    return text;
  }

  /** Whether a name means something here, so that no variable can have it. */
  #isTaken(name: string): boolean {
    const { of, kinds, words, members } = this.#names;
    return (
      this.#scope.has(name) ||
      KEYWORDS.includes(name) ||
      kinds.some((kind) => kind === name || PLURALS[kind] === name || of[kind].has(name)) ||
      words.has(name) ||
      members.has(name) ||
      Object.hasOwn(NUMBER_NAMES, name) ||
      /^(?:g|s|tty)\d+$/.test(name)
    );
  }

  #within<Result>(names: readonly string[], kind: Kind | undefined, read: () => Result): Result {
    for (const name of names) this.#scope.set(name, kind);
    const result = this.#deeper(read);
    for (const name of names) this.#scope.delete(name);
    return result;
  }

  /** Things by what holds of them, `p: zombie p`, after an opening parenthesis. */
  #those(): Read | undefined {
    const at = this.#peek;
    if (this.#kindNamed() === undefined && this.#isTaken(at.text)) return undefined;
    const variables = this.#variables();
    if (variables === undefined) return undefined;
    const { names, over, kind } = variables;
    if (names.length > 1) throw new Misread(at, 'things are told by one variable: write one name before ":"');
    this.#demand(':', `after ${names[0]}, and what holds of it`);
    const holds = this.#within(names, kind, () => this.#holds(this.#or()));
    return { is: 'set', value: { is: 'those', variable: names[0], over, holds }, kind, at };
  }

  #counted(): SetTerm {
    const of = this.#operand();
    if (of.is === 'set') return of.value;
    throw new Misread(
      of.at,
      'expected several things to count, such as count(zombies), count(children(1)) or count(p: zombie p)',
    );
  }

  #holds(read: Read): Expression {
    if (read.is === 'holds') return read.value;
    const text = 'expected something that holds or does not';
    if (read.is === 'set')
      throw new Misread(read.at, `${text}, and these are several things: write "some" before them`);
    if (read.is === 'worded' || read.is === 'wordSet')
      throw new Misread(read.at, `${text}, and ${read.field.name} is a word: compare it`);
    if (read.is === 'member') throw new Misread(read.at, `${text}: write "${read.at.text} in …"`);
    throw new Misread(read.at, `${text}, and this is a number: compare it, such as parent(3) = 1`);
  }

  #quantity(read: Read): NumberTerm {
    if (read.is === 'quantity') return read.value;
    if (read.is === 'digits') return { is: 'number', value: read.value };
    throw new Misread(read.at, 'this is the number of a thing, and the other side is an amount or a code');
  }

  /** The number of a thing; digits are one of this kind. */
  #id(read: Read, kind: Kind | undefined): IdTerm {
    if (read.is === 'id') return read.value;
    if (read.is === 'digits') return { is: 'literal', id: this.#checkedId(read.at, read.value, kind) };
    throw new Misread(read.at, `expected one thing, such as 3 or p${found(read.at)}`);
  }

  #checkedId(at: PredicateToken, id: number, kind: Kind | undefined): Id {
    const most = kind === 'terminal' ? TERMINALS : ID_MAX;
    if (!(id >= INIT && id <= most))
      throw new Misread(at, `expected the number of a ${kind ?? 'thing'}, 1 to ${most}, not ${at.text}`);
    if (kind === 'terminal') this.#terminalMax = Math.max(this.#terminalMax, id);
    else if (id !== INIT) this.#named.add(id);
    return id;
  }
}

const EXAMPLE = 'zombie p';

/** Whether a name can be applied to what begins so. */
function isOperand({ kind, text }: PredicateToken): boolean {
  return kind === 'number' || text === '(' || (kind === 'name' && !KEYWORDS.includes(text));
}

function found({ kind, text }: PredicateToken): string {
  return kind === 'end' ? ', and the text ends' : `, not "${text}"`;
}
