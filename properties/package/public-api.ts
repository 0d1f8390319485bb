// Reads the public interface of the package from its sources: the names that each entry exports, where each is declared,
// its doc comment, and the types that its signature names.
import { posix } from 'node:path';
import type { Class, ClassElement, Comment, Node, Program, Statement } from 'oxc-parser';
import { parseSync, Visitor } from 'oxc-parser';

/** A declaration that an entry exports. */
export interface Exported {
  readonly name: string;
  readonly kind: 'function' | 'class' | 'constant' | 'interface' | 'type';
  /** Exported as a value; a class may be exported as a type alone. */
  readonly isValue: boolean;
  /** The declaration's file and the name it has there: two names of one declaration are one. */
  readonly file: string;
  readonly declaredAs: string;
  /** The text of the doc comment without its stars; empty where there is none. */
  readonly doc: string;
  /** The declaration's text: bodies and values left out, `#private` members too. */
  readonly signature: string;
  /** Types that the signature names, as `file#name` where the project declares them. */
  readonly types: readonly string[];
}

/** The place where a name is declared. */
interface Place {
  readonly file: string;
  readonly name: string;
  readonly isType: boolean;
}

interface Export {
  readonly from: string | undefined;
  readonly name: string;
  readonly isType: boolean;
}

interface Module {
  readonly path: string;
  readonly text: string;
  readonly program: Program;
  readonly comments: readonly Comment[];
  /** The places of local names: declared here, or imported from elsewhere. */
  readonly declared: ReadonlyMap<string, Node>;
  readonly imported: ReadonlyMap<string, { readonly from: string; readonly name: string }>;
  readonly exported: ReadonlyMap<string, Export>;
  /** Modules of which everything is exported. */
  readonly everything: readonly string[];
}

/** Reads sources on demand and answers what an entry exports. */
export class PublicApi {
  readonly #read: (path: string) => string;
  readonly #modules = new Map<string, Module>();

  constructor(read: (path: string) => string) {
    this.#read = read;
  }

  /** Everything an entry exports, in the order of its lines. */
  exportsOf(entry: string): readonly Exported[] {
    return this.#namesOf(entry).map((name) => {
      const { file, name: declaredAs, isType } = this.#resolved(entry, name);
      return this.#described(name, file, declaredAs, isType);
    });
  }

  /** Every name, those of `export *` included. */
  #namesOf(path: string): string[] {
    const { exported, everything } = this.#module(path);
    return [...new Set([...exported.keys(), ...everything.flatMap((from) => this.#namesOf(from))])];
  }

  #module(path: string): Module {
    let module = this.#modules.get(path);
    if (module === undefined) this.#modules.set(path, (module = moduleOf(path, this.#read(path))));
    return module;
  }

  /** The file that declares what a file exports under a name. */
  #resolved(path: string, name: string): Place {
    const { exported, everything } = this.#module(path);
    const target = exported.get(name);
    if (target === undefined) {
      const from = everything.find((each) => this.#namesOf(each).includes(name));
      if (from === undefined) throw new Error(`${path} exports no ${name}`);
      return this.#resolved(from, name);
    }
    const { from, isType } = target;
    const place = from === undefined ? this.#local(path, target.name) : this.#resolved(from, target.name);
    return { ...place, isType: isType || place.isType };
  }

  /** The file that declares a name as it is used in a file. */
  #local(path: string, name: string): Place {
    const imported = this.#module(path).imported.get(name);
    return imported === undefined
      ? { file: path, name, isType: false }
      : this.#resolved(imported.from, imported.name);
  }

  #described(name: string, file: string, declaredAs: string, isType: boolean): Exported {
    const module = this.#module(file);
    const node = module.declared.get(declaredAs);
    if (node === undefined) throw new Error(`${file} declares no ${declaredAs}`);
    const { kind, head, members, types } = signatureOf(module, node);
    const known = new Set(this.#placesOf(module, types));
    const inherited = node.type === 'ClassDeclaration' ? this.#inherited(module, node, known) : [];
    known.delete(`${file}#${declaredAs}`);
    const shown = [
      ...members,
      ...inherited.filter((each) => !members.some((own) => nameOf(own) === nameOf(each))),
    ];
    const signature =
      kind === 'class' ? `${head} {\n${shown.map((each) => `  ${each};`).join('\n')}\n}` : head;
    return {
      name,
      kind,
      isValue: !isType && !['interface', 'type'].includes(kind),
      file,
      declaredAs,
      doc: docOf(module, node),
      signature,
      types: [...known],
    };
  }

  /** The places where the project declares these names; the language declares the others. */
  #placesOf(module: Module, names: ReadonlySet<string>): string[] {
    return [...names].flatMap((name) => {
      if (!module.declared.has(name) && !module.imported.has(name)) return [];
      const at = this.#local(module.path, name);
      return [`${at.file}#${at.name}`];
    });
  }

  /** Members that a class has of its base classes, which a reader need not know; their types are added. */
  #inherited(module: Module, { superClass }: Class, types: Set<string>): readonly string[] {
    if (superClass?.type !== 'Identifier') return [];
    if (!module.declared.has(superClass.name) && !module.imported.has(superClass.name)) return [];
    const at = this.#local(module.path, superClass.name);
    const base = this.#module(at.file);
    const node = base.declared.get(at.name);
    if (node?.type !== 'ClassDeclaration') return [];
    const found = signatureOf(base, node);
    for (const type of this.#placesOf(base, found.types)) types.add(type);
    const further = this.#inherited(base, node, types);
    return [
      ...found.members,
      ...further.filter((each) => !found.members.some((own) => nameOf(own) === nameOf(each))),
    ];
  }
}

/** The name of a class's member. */
function nameOf(member: string): string {
  return /^(?:(?:static|override|abstract|readonly|async|get|set) )*(\w+)/.exec(member)?.[1] ?? member;
}

function moduleOf(path: string, text: string): Module {
  const { program, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const declared = new Map<string, Node>();
  const imported = new Map<string, { from: string; name: string }>();
  const exported = new Map<string, Export>();
  const everything: string[] = [];
  const at = (specifier: string): string => posix.join(posix.dirname(path), specifier);
  const declare = (statement: Statement | Node, isExported: boolean): void => {
    for (const { name, node } of namesOf(statement)) {
      declared.set(name, node);
      if (isExported) exported.set(name, { from: undefined, name, isType: false });
    }
  };
  for (const statement of program.body) {
    if (statement.type === 'ImportDeclaration') {
      for (const each of statement.specifiers)
        if (each.type === 'ImportSpecifier' && each.imported.type === 'Identifier')
          if (statement.source.value.startsWith('.'))
            imported.set(each.local.name, { from: at(statement.source.value), name: each.imported.name });
    } else if (statement.type === 'ExportNamedDeclaration') {
      const isType = statement.exportKind === 'type';
      const from = statement.source === null ? undefined : at(statement.source.value);
      if (statement.declaration !== null) declare(statement.declaration, true);
      for (const { local, exported: as } of statement.specifiers)
        if (local.type === 'Identifier' && as.type === 'Identifier')
          exported.set(as.name, { from, name: local.name, isType });
    } else if (statement.type === 'ExportAllDeclaration') everything.push(at(statement.source.value));
    else declare(statement, false);
  }
  return { path, text, program, comments, declared, imported, exported, everything };
}

/** The names that a statement declares, each with the node to show. */
function namesOf(statement: Statement | Node): { name: string; node: Node }[] {
  const { type } = statement;
  if (type === 'VariableDeclaration')
    return statement.declarations.flatMap((node) =>
      node.id.type === 'Identifier' ? [{ name: node.id.name, node }] : [],
    );
  const isNamed = type === 'FunctionDeclaration' || type === 'ClassDeclaration';
  if (isNamed && statement.id !== null) return [{ name: statement.id.name, node: statement }];
  if (type === 'TSInterfaceDeclaration' || type === 'TSTypeAliasDeclaration')
    return [{ name: statement.id.name, node: statement }];
  return [];
}

interface Signature {
  readonly kind: Exported['kind'];
  readonly head: string;
  /** The public members of a class, bodies and values left out. */
  readonly members: readonly string[];
  readonly types: ReadonlySet<string>;
}

function signatureOf(module: Module, node: Node): Signature {
  const text = (from: number, to: number): string => module.text.slice(from, to).trim();
  const types = new Set<string>();
  const upTo = (kind: Exported['kind'], end: number, head = text(node.start, end)): Signature => {
    typesIn(module, node.start, end, types);
    return { kind, head, members: [], types };
  };
  if (node.type === 'FunctionDeclaration') return upTo('function', node.body?.start ?? node.end);
  if (node.type === 'ClassDeclaration') {
    const members = node.body.body.flatMap((member) => {
      const end = endOfShown(member);
      if (end === undefined) return [];
      typesIn(module, member.start, end, types);
      return [text(member.start, end).replace(/[\s=;]+$/, '')];
    });
    const head = text(node.start, node.body.start).replace(/ extends .*$/s, '');
    return { kind: 'class', head, members, types };
  }
  if (node.type === 'VariableDeclarator') {
    const annotation = node.id.type === 'Identifier' ? node.id.typeAnnotation : null;
    const end = annotation?.end ?? node.id.end;
    return upTo('constant', end, `const ${text(node.id.start, end)}`);
  }
  return upTo(node.type === 'TSInterfaceDeclaration' ? 'interface' : 'type', node.end);
}

/** The end of what a reader sees of a class's member; undefined where it is not for readers. */
function endOfShown(member: ClassElement): number | undefined {
  if (!('key' in member) || member.key === null || member.key.type === 'PrivateIdentifier') return undefined;
  if ('accessibility' in member && member.accessibility !== null && member.accessibility !== 'public')
    return undefined;
  if (member.type === 'MethodDefinition') return member.value.body?.start ?? member.end;
  return member.type === 'PropertyDefinition' && member.value !== null ? member.value.start : member.end;
}

/** Adds the names of types that stand between two places, type parameters and locals included. */
function typesIn(module: Module, start: number, end: number, into: Set<string>): void {
  const within = (node: { readonly start: number; readonly end: number }): boolean =>
    node.start >= start && node.end <= end;
  new Visitor({
    TSTypeReference: (node) => {
      if (within(node) && node.typeName.type === 'Identifier') into.add(node.typeName.name);
    },
    TSInterfaceHeritage: (node) => {
      if (within(node) && node.expression.type === 'Identifier') into.add(node.expression.name);
    },
  }).visit(module.program);
}

/** The doc comment right before a declaration, as plain text. */
function docOf({ text, comments }: Module, node: Node): string {
  const before = text.slice(0, node.start);
  const at = before.length - (/(?:export|default|const|\s)*$/.exec(before)?.[0].length ?? 0);
  const comment = comments.find(
    ({ type, value, end }) =>
      type === 'Block' &&
      value.startsWith('*') &&
      text.slice(end, at).trim() === '' &&
      end <= node.start &&
      end >= at - 1,
  );
  if (comment === undefined) return '';
  return comment.value
    .slice(1)
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .trim();
}
