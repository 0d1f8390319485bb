// Rewrites a source file so that each of its functions reports when it is entered and left. Changes nothing else: types stay
// for Node to strip. Knows nothing of what is done with the reports.
import { Visitor, parseSync } from 'oxc-parser';
import type { ArrowFunctionExpression, Function, ParamPattern, Span } from 'oxc-parser';

/** A function of a file, as reports name it. */
export interface Instrumented {
  readonly name: string;
  readonly line: number;
}

/** The global object that instrumented code calls. The token that `enter` returns stands for one call. */
export interface Tracer {
  /** A call begins. `given`: the values of its parameters, where they were asked for. */
  readonly enter: (id: number, given?: readonly unknown[]) => unknown;
  readonly leave: (call: unknown) => void;
  /** The call stops until it is resumed: it awaits or yields. Returns `value`. */
  readonly pause: <Value>(call: unknown, value: Value) => Value;
  readonly resume: <Value>(call: unknown, value?: Value) => Value;
  /** The call returns `value`, where results were asked for. */
  readonly give: <Value>(call: unknown, value: Value) => Value;
  /** The way of `yield*`: the call is resumed for each step and paused after it. */
  readonly delegate: <Item, Result>(call: unknown, items: Iterable<Item, Result>) => Generator<Item, Result>;
}

type AnyFunction = Function | ArrowFunctionExpression;

const TRACER = 'globalThis.__tracer';
const CALL = '__call';

/**
 * The text with reports, and the functions in it; the first has the id `firstId`. `withValues`: parameters and results are
 * reported, too.
 */
export function instrument(
  path: string,
  text: string,
  firstId: number,
  withValues: boolean,
): { readonly text: string; readonly functions: readonly Instrumented[] } {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`);
  const functions: Instrumented[] = [];
  const edits = new Edits();
  const names: string[] = [];
  const enclosing: AnyFunction[] = [];

  const begin = (node: AnyFunction): void => {
    enclosing.push(node);
    const { body } = node;
    if (body === null) return;
    const given = withValues ? `, [${node.params.flatMap(namesIn).join(', ')}]` : '';
    const id = firstId + functions.length;
    functions.push({ name: names.at(-1) ?? 'anonymous', line: lineAt(text, node.start) });
    const opening = ` const ${CALL} = ${TRACER}.enter(${id}${given}); try {`;
    const closing = `} finally { ${TRACER}.leave(${CALL}); } `;
    if (body.type === 'BlockStatement') {
      // An empty body begins and ends at one place.
      const empty = body.start + 2 === body.end;
      edits.after(body.start + 1, empty ? opening + closing : opening);
      if (!empty) edits.before(body.end - 1, closing);
      return;
    }
    const [from, to] = withValues ? [`${TRACER}.give(${CALL}, (`, '))'] : ['(', ')'];
    edits.after(body.start, `{${opening} return ${from}`);
    edits.before(body.end, `${to}; ${closing}}`);
  };
  const end = (): void => void enclosing.pop();
  /** Surrounds an expression, with `operator` kept in front of what is done to its operand. */
  const around = (node: Span, operand: Span | null, operator: string): void => {
    if (enclosing.at(-1) === undefined) return;
    edits.after(node.start, `${TRACER}.resume(${CALL}, `);
    if (operand === null) return edits.before(node.end, ` ${TRACER}.pause(${CALL}, undefined))`);
    edits.after(node.start + operator.length, ` ${TRACER}.pause(${CALL}, `);
    edits.before(operand.end, ')');
    edits.before(node.end, ')');
  };
  const named = (name: string): void => void names.push(name);
  const unnamed = (): void => void names.pop();
  /** After a failed await, the call is under way again. */
  const back = ({ start }: Span): void => {
    if (enclosing.at(-1) !== undefined) edits.after(start + 1, ` ${TRACER}.resume(${CALL});`);
  };

  new Visitor({
    FunctionDeclaration(node) {
      named(node.id?.name ?? 'default');
      begin(node);
    },
    'FunctionDeclaration:exit'() {
      end();
      unnamed();
    },
    FunctionExpression: begin,
    'FunctionExpression:exit': end,
    ArrowFunctionExpression: begin,
    'ArrowFunctionExpression:exit': end,
    MethodDefinition: ({ key }) => named(text.slice(key.start, key.end)),
    'MethodDefinition:exit': unnamed,
    PropertyDefinition: ({ key }) => named(text.slice(key.start, key.end)),
    'PropertyDefinition:exit': unnamed,
    Property: ({ key }) => named(text.slice(key.start, key.end)),
    'Property:exit': unnamed,
    VariableDeclarator: ({ id }) => named(text.slice(id.start, id.end).replace(/:.*/s, '')),
    'VariableDeclarator:exit': unnamed,
    AwaitExpression: (node) => around(node, node.argument, 'await'),
    YieldExpression(node) {
      if (!node.delegate) return around(node, node.argument, 'yield');
      const operand = node.argument as Span;
      edits.after(operand.start, `${TRACER}.delegate(${CALL}, `);
      edits.before(operand.end, ')');
    },
    ForOfStatement(node) {
      if (node.await) back(node.body);
    },
    CatchClause: ({ body }) => back(body),
    TryStatement: ({ finalizer }) => (finalizer === null ? undefined : back(finalizer)),
    ReturnStatement({ argument }) {
      if (!withValues || argument === null) return;
      edits.after(argument.start, `${TRACER}.give(${CALL}, (`);
      edits.before(argument.end, '))');
    },
  }).visit(program);
  return { text: edits.apply(text), functions };
}

/** Insertions into a text. At one place, what stands before an inner node comes after what stands before an outer one. */
class Edits {
  readonly #edits: { readonly at: number; readonly order: number; readonly text: string }[] = [];

  /** Put in front of what begins at `at`. */
  after(at: number, text: string): void {
    this.#edits.push({ at, order: this.#edits.length, text });
  }

  /** Put behind what ends at `at`. */
  before(at: number, text: string): void {
    this.#edits.push({ at, order: -this.#edits.length - 1, text });
  }

  apply(text: string): string {
    const sorted = this.#edits.toSorted((one, other) => one.at - other.at || one.order - other.order);
    let result = '';
    let from = 0;
    for (const edit of sorted) {
      result += text.slice(from, edit.at) + edit.text;
      from = edit.at;
    }
    return result + text.slice(from);
  }
}

/** Names that a parameter binds. */
function namesIn(pattern: ParamPattern | null): string[] {
  if (pattern === null) return [];
  switch (pattern.type) {
    case 'Identifier':
      return pattern.name === 'this' ? [] : [pattern.name];
    case 'AssignmentPattern':
      return namesIn(pattern.left);
    case 'RestElement':
      return namesIn(pattern.argument);
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => namesIn(element as ParamPattern | null));
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        namesIn(property.type === 'RestElement' ? property : (property.value as ParamPattern)),
      );
    case 'TSParameterProperty':
      return [];
  }
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}
