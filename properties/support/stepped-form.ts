// The stepped form of a file of plain functions over a Memory: the same text, in which each call of the memory is yielded
// and each call of such a function is delegated to. Whoever drives the generators decides who goes on at each point.
import { parseSync, Visitor } from 'oxc-parser';
import type { Function as FunctionNode } from 'oxc-parser';

const MEMORY = 'memory';
const PREFIX = 'stepped';

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The text of the stepped form, not yet formatted. `header`: the comment that it begins with. */
export function steppedForm(path: string, text: string, header: string): string {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`);
  const stepped = new Map<string, FunctionNode>();
  for (const statement of program.body) {
    const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (node?.type === 'FunctionDeclaration' && node.id !== null && takesMemory(node))
      stepped.set(node.id.name, node);
  }
  const edits = [...stepped.values()].flatMap(declarationEdits);
  const surround = (start: number, end: number, before: string): void => {
    edits.push({ from: start, to: start, text: before }, { from: end, to: end, text: ')' });
  };
  new Visitor({
    CallExpression({ callee, start, end }) {
      if (callee.type === 'MemberExpression' && isMemory(callee.object)) surround(start, end, '(yield ');
      if (callee.type !== 'Identifier' || !stepped.has(callee.name)) return;
      surround(start, end, '(yield* ');
      edits.push({ from: callee.start, to: callee.end, text: steppedName(callee.name) });
    },
  }).visit(program);
  const imports = text.indexOf('import ');
  return (
    header +
    applied(edits, text)
      .slice(imports)
      .replaceAll('import type { SharedMemory }', 'import type { SteppedMemory }')
  );
}

function takesMemory({ params }: FunctionNode): boolean {
  const [first] = params;
  return first !== undefined && isMemory(first);
}

function isMemory(node: { readonly type: string; readonly name?: unknown }): boolean {
  return node.type === 'Identifier' && node.name === MEMORY;
}

function steppedName(name: string): string {
  return PREFIX + name[0].toUpperCase() + name.slice(1);
}

/** `function f(memory: Memory): T` becomes `function* steppedF<Request>(memory: SteppedMemory<Request>): Generator<…>`. */
function declarationEdits({ id, params, returnType }: FunctionNode): readonly Edit[] {
  const type = (params[0] as { readonly typeAnnotation?: { readonly typeAnnotation: Edges } }).typeAnnotation
    ?.typeAnnotation;
  const result = returnType?.typeAnnotation as Edges | undefined;
  if (id === null || id === undefined || type === undefined || result === undefined)
    throw new Error('a function over a memory must have a name, and types of its memory and of its result');
  return [
    { from: id.start, to: id.end, text: `* ${steppedName(id.name)}<Request>` },
    { from: type.start, to: type.end, text: 'SteppedMemory<Request>' },
    { from: result.start, to: result.start, text: 'Generator<Request, ' },
    { from: result.end, to: result.end, text: ', number>' },
  ];
}

interface Edges {
  readonly start: number;
  readonly end: number;
}

/** Insertions at one place stand in the order in which they were made. */
function applied(edits: readonly Edit[], text: string): string {
  let result = '';
  let at = 0;
  for (const { from, to, text: put } of edits.toSorted(
    (one, other) => one.from - other.from || one.to - other.to,
  )) {
    result += text.slice(at, from) + put;
    at = to;
  }
  return result + text.slice(at);
}
