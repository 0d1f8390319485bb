// Parses the notation of states that state.ts prints, by the same table of fields. Bad text is a value with line and
// column.
import { ID_MAX } from '../argument.ts';
import type { Id } from '../command.ts';
import type { FieldKind, Fields } from '../observation/fields.ts';
import { FIELDS, placed } from '../observation/fields.ts';
import type { FieldValue } from '../observation/flat-values.ts';
import type { NotationProblem, Parsed } from './trace.ts';
import type { ProcessObservation, TerminalObservation } from '../observation/observation.ts';
import type { NotedState } from '../observation/tree.ts';
import type { WrittenField } from './written-fields.ts';
import { signOf, writtenFields } from './written-fields.ts';

/**
 * Parses a state, on one line or many; `#` begins a comment. Children follow from the parents. An id that stands
 * twice, a parent that is no process of the state and children that are not those of their parent are problems;
 * whether the rest can be so is the invariants' business. O(n log n).
 */
export function parseState(text: string, rows: Fields = FIELDS.process): Parsed<NotedState> {
  const tokens = new Tokens(text);
  const marks = new Marks(rows);
  const draft: Draft = { processes: new Map(), groups: new Map(), sessions: new Map(), terminals: new Map() };
  do {
    const problem = tokens.peek().text.startsWith('tty')
      ? readTerminal(tokens, draft)
      : readSession(tokens, draft, marks);
    if (problem !== undefined) return { problem };
  } while (!tokens.done());
  const problem = familyProblem(draft);
  return problem === undefined ? { value: notedState(draft) } : { problem };
}

interface Token {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** Words, braces and colons, each with its place; past the last, an empty one at the end of the text. */
class Tokens {
  readonly #tokens: Token[] = [];
  readonly #end: Token;
  #taken = 0;

  constructor(text: string) {
    let end: Token = { text: '', line: 1, column: 1 };
    for (const [index, whole] of text.split(/\r?\n/).entries()) {
      const line = whole.replace(/#.*$/, '');
      for (const match of line.matchAll(/[{}:]|[^\s{}:]+/g)) {
        this.#tokens.push({ text: match[0], line: index + 1, column: match.index + 1 });
        end = { text: '', line: index + 1, column: match.index + match[0].length + 1 };
      }
    }
    this.#end = end;
  }

  peek(): Token {
    return this.#tokens[this.#taken] ?? this.#end;
  }

  next(): Token {
    const token = this.peek();
    if (!this.done()) this.#taken += 1;
    return token;
  }

  done(): boolean {
    return this.peek().text === '';
  }
}

/** The state read so far, by id. `listed`: the children in parentheses. */
interface Draft {
  readonly processes: Map<
    Id,
    { readonly shown: ProcessObservation; readonly listed: readonly Id[] | undefined; readonly token: Token }
  >;
  readonly groups: Map<Id, { readonly session: Id; readonly held: number }>;
  readonly sessions: Map<Id, { readonly held: number }>;
  readonly terminals: Map<Id, TerminalObservation>;
}

type Problem = NotationProblem | undefined;

function problemAt({ line, column }: Token, message: string, offset = 0): NotationProblem {
  return { line, column: column + offset, message };
}

function readSession(tokens: Tokens, draft: Draft, marks: Marks): Problem {
  const first = tokens.next();
  const header = readHeader(first, 's', 'session', 'such as "s1{ g1: 1 }"');
  if ('problem' in header) return header.problem;
  const { id, held } = header.value;
  if (draft.sessions.has(id)) return problemAt(first, `session ${id} stands twice`);
  draft.sessions.set(id, { held });
  const brace = tokens.next();
  if (brace.text !== '{') return problemAt(brace, `expected "{" after session ${id}`);
  while (tokens.peek().text !== '}') {
    const problem = readGroup(tokens, draft, id, marks);
    if (problem !== undefined) return problem;
  }
  tokens.next();
  return undefined;
}

function readGroup(tokens: Tokens, draft: Draft, session: Id, marks: Marks): Problem {
  const first = tokens.next();
  const header = readHeader(first, 'g', 'group', `such as "g1: 1 2<1", or "}" to end session ${session}`);
  if ('problem' in header) return header.problem;
  const { id, held } = header.value;
  if (draft.groups.has(id)) return problemAt(first, `group ${id} stands twice`);
  draft.groups.set(id, { session, held });
  const colon = tokens.next();
  if (colon.text !== ':') return problemAt(colon, `expected ":" after group ${id}`);
  while (/^\d/.test(tokens.peek().text)) {
    const problem = readProcess(tokens.next(), draft, id, marks);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Reads `tty1{ s2 fg 3 }`; what is left out there is not. */
function readTerminal(tokens: Tokens, draft: Draft): Problem {
  const first = tokens.next();
  const [, digits] = /^tty(\d+)$/.exec(first.text) ?? [];
  if (digits === undefined)
    return problemAt(first, `expected a terminal, such as "tty1{ s2 fg 3 }", not "${first.text}"`);
  if (!isId(digits)) return problemAt(first, noId(digits), 3);
  const terminal = Number(digits);
  if (draft.terminals.has(terminal)) return problemAt(first, `terminal ${terminal} stands twice`);
  const brace = tokens.next();
  if (brace.text !== '{') return problemAt(brace, `expected "{" after terminal ${terminal}`);
  const session = readNumber(tokens, /^s(\d+)$/);
  if ('problem' in session) return session.problem;
  const word = tokens.peek().text === 'fg' ? tokens.next() : undefined;
  const foreground = readNumber(tokens, /^(\d+)$/);
  if ('problem' in foreground) return foreground.problem;
  const last = tokens.next();
  if ((word === undefined) !== (foreground.value === null) || last.text !== '}')
    return problemAt(
      last,
      `expected the session and the foreground of terminal ${terminal}, such as "s2 fg 3", and "}"`,
    );
  draft.terminals.set(terminal, { terminal, session: session.value, foreground: foreground.value });
  return undefined;
}

/** An id written so, if one stands next. */
function readNumber(tokens: Tokens, form: RegExp): Parsed<Id | null> {
  const [, digits] = form.exec(tokens.peek().text) ?? [];
  if (digits === undefined) return { value: null };
  const token = tokens.next();
  return isId(digits)
    ? { value: Number(digits) }
    : { problem: problemAt(token, noId(digits), token.text.length - digits.length) };
}

function readHeader(
  token: Token,
  letter: string,
  kind: string,
  example: string,
): Parsed<{ id: Id; held: number }> {
  const [, digits, star, times] = new RegExp(`^${letter}(\\d+)(\\*(\\d*))?$`).exec(token.text) ?? [];
  if (digits === undefined) {
    const found = token.text === '' ? '' : `, not "${token.text}"`;
    return { problem: problemAt(token, `expected a ${kind}, ${example}${found}`) };
  }
  const held = star === undefined ? 0 : Number(times || 1);
  if (!isId(digits)) return { problem: problemAt(token, noId(digits), 1) };
  if (star !== undefined && !isId(String(held)))
    return {
      problem: problemAt(
        token,
        `expected a number of handles, got "${star}": write "*" or "*2"`,
        1 + digits.length,
      ),
    };
  return { value: { id: Number(digits), held } };
}

/** The form of the values of each kind; a switch or word has none, its sign says it. */
const VALUES: Readonly<Partial<Record<FieldKind, string>>> = {
  ids: '\\d+(?:,\\d+)*',
  id: '\\d+',
  'id-or-null': '\\d+',
  code: '-?\\d+',
  count: '-?\\d+',
};

/** Reads the marks of processes, one after another. */
class Marks {
  readonly #fields: readonly WrittenField[];
  readonly #rows: Fields;
  /** A mark at a place, its value in a group that has the name of the field. */
  readonly #pattern: RegExp;

  constructor(rows: Fields) {
    this.#rows = rows;
    this.#fields = writtenFields(rows);
    const each = this.#fields.map((field) => {
      const { key, before, after, kind } = field;
      const value = VALUES[kind];
      return value === undefined
        ? `(?<${key}>${escaped(before)})`
        : `${escaped(before)}(?<${key}>${value})${escaped(after)}`;
    });
    this.#pattern = new RegExp(each.join('|'), 'y');
  }

  /** The values of the marks of a token, as text, from a place in it to its end. */
  read(token: Token, from: number): Parsed<ReadonlyMap<string, string>> {
    const pattern = this.#pattern;
    const found = new Map<string, string>();
    for (let place = from; place < token.text.length; place = pattern.lastIndex) {
      pattern.lastIndex = place;
      const given = pattern.exec(token.text)?.groups ?? {};
      const field = this.#fields.find(({ key }) => given[key] !== undefined);
      if (field === undefined) {
        const message = `expected a mark of a process, got "${token.text.slice(place)}": write ${this.#hint()}`;
        return { problem: problemAt(token, message, place) };
      }
      const sign = token.text.slice(place, pattern.lastIndex);
      if (found.has(field.name))
        return { problem: problemAt(token, `"${sign}" is one mark too many`, place) };
      const text = given[field.key];
      const problem = valueProblem(token, field, text, place + field.before.length);
      if (problem !== undefined) return { problem };
      found.set(field.name, field.kind === 'word' ? String(field.withIt) : text);
    }
    return { value: found };
  }

  /** Reads what the marks say of a process, and what the absence of others says; what follows from elsewhere left out. */
  shown(pid: Id, group: Id, marks: ReadonlyMap<string, string>): ProcessObservation {
    const values: Record<string, FieldValue> = { pid, group };
    for (const { name, kind, withIt, without, row } of placed(this.#rows)) {
      const text = marks.get(name);
      if (row.written === undefined || row.followsFrom !== undefined) continue;
      if (text === undefined && row.unsaid === 'not-shown') continue;
      if (kind === 'word') values[name] = text ?? without;
      else if (kind === 'switch') values[name] = text === undefined ? without : withIt;
      else if (kind === 'ids') values[name] = idsIn(text) ?? [];
      else if (kind === 'code' || kind === 'count') values[name] = Number(text ?? 0) | 0;
      else values[name] = idsIn(text)?.[0] ?? null;
    }
    return values as unknown as ProcessObservation;
  }

  #hint(): string {
    const signs = this.#fields.map((field) => {
      const { kind, name } = field;
      return signOf(field, kind in VALUES ? (kind === 'code' ? 'code' : name) : '');
    });
    return `${signs.slice(0, -1).join(', ')} or ${signs.at(-1)}`;
  }
}

/** Characters that mean themselves in a pattern. */
function escaped(text: string): string {
  return text.replaceAll(/\W/g, '\\$&');
}

function valueProblem(token: Token, { kind, name, row }: WrittenField, text: string, place: number): Problem {
  if (kind === 'code' || kind === 'count')
    return isCode(text)
      ? undefined
      : problemAt(
          token,
          `expected a number for the ${row.called ?? name}, got "${text}": write a whole number of 32 bits`,
          place,
        );
  if (!(kind in VALUES)) return undefined;
  let offset = place;
  for (const id of text.split(',')) {
    if (!isId(id)) return problemAt(token, noId(id), offset);
    offset += id.length + 1;
  }
  return undefined;
}

function idsIn(text: string | undefined): readonly Id[] | undefined {
  return text?.split(',').map(Number);
}

function readProcess(token: Token, draft: Draft, group: Id, marks: Marks): Problem {
  const digits = (/^\d+/.exec(token.text) as RegExpExecArray)[0];
  if (!isId(digits)) return problemAt(token, noId(digits));
  const pid = Number(digits);
  if (draft.processes.has(pid)) return problemAt(token, `process ${pid} stands twice`);
  const read = marks.read(token, digits.length);
  if ('problem' in read) return read.problem;
  const shown = marks.shown(pid, group, read.value);
  draft.processes.set(pid, { shown, listed: idsIn(read.value.get('children')), token });
  return undefined;
}

function isId(digits: string): boolean {
  const id = Number(digits);
  return id >= 1 && id <= ID_MAX;
}

function noId(digits: string): string {
  return `expected an id, got "${digits}": write a whole number from 1 to ${ID_MAX}`;
}

function isCode(text: string): boolean {
  const code = Number(text);
  return code === (code | 0);
}

/** The fault of the parents and children, taken together. */
function familyProblem({ processes }: Draft): Problem {
  const children = childrenByParent(processes);
  for (const [pid, { shown, listed, token }] of processes) {
    const { parent } = shown;
    if (typeof parent === 'number' && !processes.has(parent))
      return problemAt(token, `the parent of process ${pid} must be a process of this state, not ${parent}`);
    if (listed === undefined) continue;
    const follows = (children.get(pid) ?? []).join(', ') || 'none';
    if (ascending(listed).join(', ') !== follows)
      return problemAt(
        token,
        `process ${pid} lists the children ${listed.join(', ')}, by their parents they are ${follows}`,
      );
  }
  return undefined;
}

/** Ascending. */
function childrenByParent(processes: Draft['processes']): ReadonlyMap<Id | null | undefined, readonly Id[]> {
  return Map.groupBy(ascending(processes.keys()), (pid) => processes.get(pid)?.shown.parent);
}

function notedState({ processes, groups, sessions, terminals }: Draft): NotedState {
  const children = childrenByParent(processes);
  const members = Map.groupBy(ascending(processes.keys()), (pid) => processes.get(pid)?.shown.group);
  const groupsOf = Map.groupBy(ascending(groups.keys()), (pgid) => groups.get(pgid)?.session);
  const held = (counts: ReadonlyMap<Id, { readonly held: number }>): ReadonlyMap<Id, number> =>
    new Map([...counts].filter(([, { held }]) => held > 0).map(([id, { held }]) => [id, held]));
  return {
    observation: {
      processes: ascending(processes.keys()).map((pid) => {
        const { shown, listed } = processes.get(pid) as {
          shown: ProcessObservation;
          listed: readonly Id[] | undefined;
        };
        return { ...shown, children: listed ?? children.get(pid) ?? [] };
      }),
      groups: [...groups]
        .sort(([one], [other]) => one - other)
        .map(([pgid, { session }]) => ({ pgid, session, processes: members.get(pgid) ?? [] })),
      sessions: ascending(sessions.keys()).map((sid) => ({ sid, groups: groupsOf.get(sid) ?? [] })),
      ...(terminals.size > 0 && {
        terminals: [...terminals.values()].sort((one, other) => one.terminal - other.terminal),
      }),
    },
    held: { groups: held(groups), sessions: held(sessions) },
  };
}

function ascending(ids: Iterable<Id>): readonly Id[] {
  return [...ids].sort((one, other) => one - other);
}
