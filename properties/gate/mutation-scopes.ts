// The parts of the source whose mutants are tried apart from the others, each with the suites that decide whether one is
// noticed: fast ones, with fixed seeds and stable titles, cheapest first, so that most mutants die early.

/** The variable of the environment that names the scope to Vitest's configuration. */
export const SCOPE_VARIABLE = 'MUTATED_SCOPE';

/** Some folder of the source, and the suites that its mutants are tried on, as names below `properties`. */
interface MutationScope {
  readonly folder: string;
  readonly suites: readonly string[];
}

const SCOPES: Readonly<Record<string, MutationScope>> = {
  judge: {
    folder: 'src/lockstep/',
    suites: [
      'impl/handles',
      'lockstep/answer-agreement',
      'lockstep/invariant-counts',
      'lockstep/judge',
      'lockstep/compare-memory',
      'lockstep/reset-shows-nothing',
      'impl/self-check',
      'impl/commands',
      'impl/snapshot',
      'spec/litmus',
      'spec/posix-refusals',
      'lockstep/recorder',
      'spec/witnesses',
      'spec/posix-witnesses',
      'lockstep/context',
      'impl/posix-facts',
      'assertions',
      'lockstep/whose-exception',
      'impl/axprocess',
      'spec/posix-litmus',
      'spec/clauses',
      'spec/observe',
      'spec/answer-types',
      'spec/posix-notation',
      'lockstep/counters',
      'lockstep/lockstep',
      'lockstep/deviations',
      'impl/counted-work',
      'impl/posix-table',
      'impl/random-walk',
      'spec/invariants',
    ],
  },
  table: {
    folder: 'src/impl/',
    suites: [
      'impl/handles',
      'impl/self-check',
      'impl/commands',
      'impl/snapshot',
      'impl/posix-facts',
      'impl/axprocess',
      'impl/ids',
      'impl/counted-work',
      'impl/posix-table',
      'spec/posix-litmus',
      'impl/random-walk',
    ],
  },
  model: {
    folder: 'src/model/',
    suites: [
      'spec/litmus',
      'spec/posix-refusals',
      'spec/witnesses',
      'spec/posix-witnesses',
      'spec/posix-litmus',
      'spec/clauses',
      'spec/observe',
      'spec/answer-types',
      'spec/posix-notation',
      'lockstep/lockstep',
      'spec/invariants',
    ],
  },
};

/** The files of each scope that has some of them. */
export function filesByScope(files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(SCOPES)
      .map(([name, { folder }]) => [name, files.filter((file) => file.startsWith(folder))] as const)
      .filter(([, its]) => its.length > 0),
  );
}

/** The files of the suites of a scope, or of all where none is named; throws where there is no such scope. */
export function suitesOf(name: string | undefined): readonly string[] {
  const scopes = name === undefined ? Object.values(SCOPES) : [SCOPES[name]];
  const suites = scopes.flatMap((scope) => {
    if (scope === undefined) throw new Error(`${name} must be one of ${Object.keys(SCOPES).join(', ')}`);
    return scope.suites;
  });
  return [...new Set(suites)].map((suite) => `properties/${suite}.test.ts`);
}
