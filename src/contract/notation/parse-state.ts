// Reads the notation of states that state-notation.ts writes. Bad text is a value with line and column.
import { ID_MAX } from '../argument.ts';
import type { Id } from '../command.ts';
import type { NotationProblem, Parsed } from './trace.ts';
import type { ProcessObservation } from '../observation/observation.ts';
import type { NotedState } from '../observation/tree.ts';

/**
 * Parses a state, on one line or many; `#` begins a comment. Children follow from the parents. An id that stands
 * twice, a parent that is no process of the state and children that are not those of their parent are problems;
 * whether the rest can be so is the invariants' business. O(n log n).
 */
export function parseState(text: string): Parsed<NotedState> {
  const tokens = new Tokens(text);
  const draft: Draft = { processes: new Map(), groups: new Map(), sessions: new Map() };
  do {
    const problem = readSession(tokens, draft);
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

/** What was read so far, by id. `listed`: the children in parentheses. */
interface Draft {
  readonly processes: Map<
    Id,
    { readonly shown: ProcessObservation; readonly listed: readonly Id[] | undefined; readonly token: Token }
  >;
  readonly groups: Map<Id, { readonly session: Id; readonly held: number }>;
  readonly sessions: Map<Id, { readonly held: number }>;
}

type Problem = NotationProblem | undefined;

function problemAt({ line, column }: Token, message: string, offset = 0): NotationProblem {
  return { line, column: column + offset, message };
}

function readSession(tokens: Tokens, draft: Draft): Problem {
  const first = tokens.next();
  const header = readHeader(first, 's', 'session', 'such as "s1{ g1: 1 }"');
  if ('problem' in header) return header.problem;
  const { id, held } = header.value;
  if (draft.sessions.has(id)) return problemAt(first, `session ${id} stands twice`);
  draft.sessions.set(id, { held });
  const brace = tokens.next();
  if (brace.text !== '{') return problemAt(brace, `expected "{" after session ${id}`);
  while (tokens.peek().text !== '}') {
    const problem = readGroup(tokens, draft, id);
    if (problem !== undefined) return problem;
  }
  tokens.next();
  return undefined;
}

function readGroup(tokens: Tokens, draft: Draft, session: Id): Problem {
  const first = tokens.next();
  const header = readHeader(first, 'g', 'group', `such as "g1: 1 2<1", or "}" to end session ${session}`);
  if ('problem' in header) return header.problem;
  const { id, held } = header.value;
  if (draft.groups.has(id)) return problemAt(first, `group ${id} stands twice`);
  draft.groups.set(id, { session, held });
  const colon = tokens.next();
  if (colon.text !== ':') return problemAt(colon, `expected ":" after group ${id}`);
  while (/^\d/.test(tokens.peek().text)) {
    const problem = readProcess(tokens.next(), draft, id);
    if (problem !== undefined) return problem;
  }
  return undefined;
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
      problem: problemAt(token, `"${star}" is no number of handles: write "*" or "*2"`, 1 + digits.length),
    };
  return { value: { id: Number(digits), held } };
}

const SUFFIX =
  /\[(?<threads>\d+(?:,\d+)*)\]|\((?<children>\d+(?:,\d+)*)\)|<(?<parent>\d+)|=(?<code>-?\d+)|(?<mark>[zrexi])/y;

function readProcess(token: Token, draft: Draft, group: Id): Problem {
  const digits = (/^\d+/.exec(token.text) as RegExpExecArray)[0];
  if (!isId(digits)) return problemAt(token, noId(digits));
  const pid = Number(digits);
  if (draft.processes.has(pid)) return problemAt(token, `process ${pid} stands twice`);
  const found = new Map<string, string>();
  for (let place = digits.length; place < token.text.length; place = SUFFIX.lastIndex) {
    SUFFIX.lastIndex = place;
    const parts = Object.entries(SUFFIX.exec(token.text)?.groups ?? {}).filter(
      ([, text]) => text !== undefined,
    );
    const [kind, text] = parts[0] ?? ['', token.text.slice(place)];
    if (kind === '')
      return problemAt(
        token,
        `"${text}" is no mark of a process: write [threads], (children), <parent, z, r, e, x, i or =code`,
        place,
      );
    const key = kind === 'mark' ? text : kind;
    if (found.has(key))
      return problemAt(token, `"${token.text.slice(place, SUFFIX.lastIndex)}" is one mark too many`, place);
    if (kind === 'code' && !isCode(text))
      return problemAt(token, `"${text}" is no exit code: a whole number of 32 bits`, place + 1);
    if (kind === 'threads' || kind === 'children' || kind === 'parent') {
      let offset = place + 1;
      for (const id of text.split(',')) {
        if (!isId(id)) return problemAt(token, noId(id), offset);
        offset += id.length + 1;
      }
    }
    found.set(key, text);
  }
  const ids = (key: string): readonly Id[] | undefined => found.get(key)?.split(',').map(Number);
  const shown: ProcessObservation = {
    pid,
    parent: ids('parent')?.[0] ?? null,
    group,
    state: found.has('z') ? 'zombie' : 'running',
    threads: ids('threads') ?? [],
    subreaper: found.has('r'),
    groupExited: found.has('e'),
    ...(found.has('x') && { executed: true }),
    ...(found.has('i') && { ignoresSigchld: true }),
    exitCode: Number(found.get('code') ?? 0) | 0,
  };
  draft.processes.set(pid, { shown, listed: ids('children'), token });
  return undefined;
}

function isId(digits: string): boolean {
  const id = Number(digits);
  return id >= 1 && id <= ID_MAX;
}

function noId(digits: string): string {
  return `"${digits}" is no id: a whole number from 1 to ${ID_MAX}`;
}

function isCode(text: string): boolean {
  const code = Number(text);
  return code === (code | 0);
}

/** What is wrong with the parents and children, taken together. */
function familyProblem({ processes }: Draft): Problem {
  const children = childrenByParent(processes);
  for (const [pid, { shown, listed, token }] of processes) {
    const { parent } = shown;
    if (typeof parent === 'number' && !processes.has(parent))
      return problemAt(token, `the parent of process ${pid}, ${parent}, is no process of this state`);
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

function notedState({ processes, groups, sessions }: Draft): NotedState {
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
    },
    held: { groups: held(groups), sessions: held(sessions) },
  };
}

function ascending(ids: Iterable<Id>): readonly Id[] {
  return [...ids].sort((one, other) => one - other);
}
