// What `--sut` may name: the table, the model, a mutant, or a module of the user's.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { tableSystem } from '../adapters/in-process.ts';
import type { System } from '../contract/system.ts';
import { MUTANTS } from '../mutants/registry.ts';
import { modelSystem } from '../refinement/model-system.ts';

/** For help texts. */
export const SYSTEM_HELP =
  'table (our implementation), model, mutant:NAME (see "procession mutants"), or a module such as ./my-system.ts';

/** The system that the words stand for, or a sentence that says why they stand for none. */
export async function resolveSystem(
  words: string,
): Promise<{ readonly system: System } | { readonly problem: string }> {
  if (words === 'table') return { system: tableSystem() };
  if (words === 'model') return { system: modelSystem() };
  if (words.startsWith('mutant:')) return mutantSystem(words.slice('mutant:'.length));
  if (/[./\\]/.test(words)) return await moduleSystem(words);
  return { problem: `there is no system "${words}": expected ${SYSTEM_HELP}` };
}

function mutantSystem(name: string): { readonly system: System } | { readonly problem: string } {
  const mutant = Object.hasOwn(MUTANTS, name) ? MUTANTS[name] : undefined;
  if (mutant === undefined)
    return { problem: `there is no mutant "${name}": "procession mutants" lists them` };
  // A mutant is to be caught by what it does, not by what its own self-check thinks of it.
  return { system: { ...tableSystem(`mutant:${name}`, mutant.make()), selfCheck: () => [] } };
}

async function moduleSystem(
  path: string,
): Promise<{ readonly system: System } | { readonly problem: string }> {
  const file = resolve(path);
  if (!existsSync(file)) return { problem: `there is no file ${path}` };
  let exported: unknown;
  try {
    const module = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
    exported = module['default'] ?? module['sut'];
    if (typeof exported === 'function') exported = await (exported as () => unknown)();
  } catch (error) {
    return {
      problem: `${path} could not be loaded: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  const lack = whatLacks(exported);
  if (lack !== undefined) return { problem: `${path} is no system under test: ${lack}` };
  const system = exported as System;
  return { system: typeof system.name === 'string' ? system : named(system, path) };
}

/** What keeps a module's export from being a system; `undefined` when nothing does. */
function whatLacks(exported: unknown): string | undefined {
  if (typeof exported !== 'object' || exported === null) {
    return 'it must export one as "default" or "sut", or a function that makes one';
  }
  for (const method of ['reset', 'apply', 'observe']) {
    if (typeof (exported as Record<string, unknown>)[method] !== 'function')
      return `it has no method ${method}()`;
  }
  return undefined;
}

/** The system under another name; its methods still run on itself. */
function named(system: System, name: string): System {
  return new Proxy(system, {
    get: (target, key) => {
      if (key === 'name') return name;
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
