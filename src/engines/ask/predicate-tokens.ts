// The words and signs of a predicate's text, each with its place.
import type { NotationProblem } from '../../contract/notation/trace.ts';

export interface PredicateToken {
  /** `end` stands behind the last one. */
  readonly kind: 'name' | 'number' | 'sign' | 'end';
  readonly text: string;
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** Thrown within the parser alone: the text makes no sense here. */
export class Misread extends Error {
  readonly at: PredicateToken;

  constructor(at: PredicateToken, message: string) {
    super(message);
    this.at = at;
  }

  get problem(): NotationProblem {
    const { line, column } = this.at;
    return { line, column, message: this.message };
  }
}

/** Signs of other languages, and the words for them here. */
const CURES: Readonly<Record<string, string>> = {
  '&&': 'and',
  '&': 'and',
  '||': 'or',
  '|': 'or',
  '!': 'not',
  '==': '=',
  '===': '=',
  '!==': '!=',
  '<>': '!=',
  '≠': '!=',
  '≤': '<=',
  '≥': '>=',
  '=>': 'not … or …',
  '->': 'not … or …',
  '∧': 'and',
  '∨': 'or',
  '¬': 'not',
  '∈': 'in',
  '∃': 'some',
  '∀': 'every',
};

const TOKEN =
  /(?<name>[A-Za-z_](?:[\w]|-(?=\w))*)|(?<number>-?\d+)|(?<sign><=|>=|!=(?!=)|=(?![=>])|<(?!>)|[>(),:])|(?<other>&&|\|\||===?|!==|<>|=>|->|[^\s])/gu;

/** Takes a text apart. Throws {@link Misread} at a sign that the language does not have. */
export function predicateTokens(text: string): readonly PredicateToken[] {
  const tokens: PredicateToken[] = [];
  const lines = text.split(/\r\n?|\n/);
  for (const [index, line] of lines.entries()) {
    for (const match of line.matchAll(TOKEN)) {
      const { name, number, sign, other } = match.groups ?? {};
      const kind = name !== undefined ? 'name' : number !== undefined ? 'number' : 'sign';
      const token = { kind, text: match[0], line: index + 1, column: match.index + 1 } as const;
      if (other !== undefined) throw new Misread(token, signProblem(other));
      if (sign !== undefined || kind !== 'sign') tokens.push(token);
    }
  }
  const last = tokens.at(-1);
  const column = last === undefined ? 1 : last.column + last.text.length;
  return [...tokens, { kind: 'end', text: '', line: last?.line ?? 1, column }];
}

function signProblem(sign: string): string {
  const cure = CURES[sign];
  return cure === undefined
    ? `"${sign}" means nothing in a predicate: it is made of names, numbers, = != < <= > >= ( ) , and :`
    : `"${sign}" means nothing in a predicate: write "${cure}"`;
}
