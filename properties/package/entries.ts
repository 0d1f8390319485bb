// The ways to import from the package, as package.json lists them, with what each is for.
import { textOf } from '../support/repository.ts';
import type { Entry } from './api-page.ts';

const PURPOSES: Readonly<Record<string, string>> = {
  '.': 'Give a system, get a verdict and a shortest failure. Each engine is one call, with a clock of its own.',
  './system': 'The words that a system under test is written in.',
  './table':
    'The process tables as a library: for kernels, and for operating systems in the browser. Without dependencies, and without anything of Node.',
  './vitest': 'The checks as tests of Vitest.',
};

/** Every entry with code behind it. Throws for one that is listed and has no purpose here. */
export function entries(): readonly Entry[] {
  const { name, exports } = JSON.parse(textOf('package.json')) as {
    readonly name: string;
    readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
  };
  return Object.entries(exports).flatMap(([key, target]) => {
    if (typeof target === 'string') return [];
    const purpose = PURPOSES[key];
    if (purpose === undefined) throw new Error(`entries.ts does not say what ${key} is for`);
    const file = target.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts');
    return [{ specifier: name + key.slice(1), file, purpose }];
  });
}
