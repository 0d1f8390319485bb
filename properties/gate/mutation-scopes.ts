// The parts of the source whose mutants are tried apart from the others, each with the suites that decide whether one is
// noticed: fast ones, with fixed seeds and stable titles, cheapest first, so that most mutants die early.

/** The variable of the environment that names the scope to Vitest's configuration. */
export const SCOPE_VARIABLE = 'MUTATED_SCOPE';

/** Some files of the source, by how their names begin, and the suites that their mutants are tried on, below `properties`. */
interface MutationScope {
  readonly files: readonly string[];
  readonly suites: readonly string[];
}

/** The first scope that a file belongs to is its own. */
const SCOPES: Readonly<Record<string, MutationScope>> = {
  judge: {
    files: ['src/lockstep/'],
    suites: [
      'lockstep/answer-agreement',
      'lockstep/invariant-counts',
      'lockstep/known-deviations',
      'lockstep/judge',
      'lockstep/divergence-details',
      'lockstep/context',
      'lockstep/reset-shows-nothing',
      'lockstep/recorder',
      'lockstep/whose-exception',
      'spec/litmus',
      'spec/posix-litmus',
      'lockstep/deviations',
      'lockstep/counters',
      'lockstep/lockstep',
    ],
  },
  lock: {
    files: ['src/impl/shared/lock', 'src/impl/shared/stepped-lock.ts'],
    suites: ['impl/lock-operations', 'impl/shared-lock'],
  },
  shared: {
    files: ['src/impl/shared/'],
    suites: ['impl/shared-memory', 'impl/shared-table-lock', 'impl/shared-table'],
  },
  table: {
    files: ['src/impl/'],
    suites: [
      'impl/growth',
      'impl/handles',
      'impl/axprocess',
      'impl/queries',
      'impl/table-in-words',
      'impl/snapshot',
      'impl/commands',
      'impl/posix-facts',
      'impl/self-check',
      'spec/litmus',
      'spec/posix-litmus',
      'exploration/growing-table',
      'impl/posix-table',
      'impl/ids',
    ],
  },
  invariants: {
    files: ['src/model/invariants/'],
    suites: [
      'spec/namesakes',
      'spec/invariants',
      'lockstep/invariant-counts',
      'lockstep/divergence-details',
      'spec/plain-invariants',
    ],
  },
  ways: {
    files: [
      'src/model/hierarchy/drain.ts',
      'src/model/hierarchy/undo.ts',
      'src/model/posix/drain.ts',
      'src/model/posix/undo.ts',
    ],
    suites: ['spec/ways-back'],
  },
  bytes: {
    files: [
      'src/model/bounded/bound.ts',
      'src/model/bounded/cells.ts',
      'src/model/bounded/columns.ts',
      'src/model/bounded/home-state.ts',
      'src/model/bounded/id-renaming.ts',
      'src/model/bounded/key-layout.ts',
      'src/model/hierarchy/columns.ts',
      'src/model/posix/columns.ts',
    ],
    suites: ['exploration/bytes'],
  },
  bounds: {
    files: [
      'src/model/bounded/alphabet.ts',
      'src/model/bounded/witness-search.ts',
      'src/model/hierarchy/space.ts',
      'src/model/posix/packed-answers.ts',
      'src/model/posix/space.ts',
    ],
    suites: ['exploration/bounds'],
  },
  packed: {
    files: [
      'src/model/bounded/packed-model.ts',
      'src/model/bounded/ruled-model.ts',
      'src/model/hierarchy/packed-rules.ts',
      'src/model/posix/packed-processes.ts',
      'src/model/posix/packed-rules.ts',
    ],
    suites: ['exploration/packed-walks'],
  },
  shown: {
    files: ['src/model/observe.ts'],
    suites: ['spec/observe'],
  },
  maps: {
    files: ['src/model/indexed-table.ts', 'src/model/persistent-map.ts'],
    suites: ['spec/table'],
  },
  draws: {
    files: ['src/model/draws.ts', 'src/model/hierarchy/draws.ts', 'src/model/posix/draws.ts'],
    suites: ['generate/draws'],
  },
  phrases: {
    files: ['src/model/describe'],
    suites: ['counterexample/phrases', 'counterexample/describe'],
  },
  identity: {
    files: ['src/model/state-identity.ts'],
    suites: ['spec/state-identity'],
  },
  sentences: {
    files: [
      'src/model/hierarchy/refusal-sentences.ts',
      'src/model/hierarchy/sentences.ts',
      'src/model/posix/refusal-sentences.ts',
      'src/model/posix/sentences.ts',
    ],
    suites: ['counterexample/sentences', 'counterexample/describe'],
  },
  jobs: {
    files: [
      'src/model/job-control/jobs.ts',
      'src/model/job-control/races.ts',
      'src/model/job-control/rules.ts',
      'src/model/job-control/signals.ts',
      'src/model/job-control/waits.ts',
    ],
    suites: ['spec/job-control-issuable', 'spec/job-control-litmus', 'spec/job-control-model'],
  },
  recipes: {
    files: [
      'src/model/hierarchy/specification.ts',
      'src/model/posix/specification.ts',
      'src/model/specification.ts',
    ],
    suites: ['spec/recipes', 'spec/specification'],
  },
  witnesses: {
    files: ['src/model/hierarchy/witnesses.ts', 'src/model/posix/witnesses.ts'],
    suites: ['spec/witnesses', 'spec/posix-witnesses'],
  },
  model: {
    files: ['src/model/'],
    suites: [
      'spec/rulebook',
      'spec/litmus',
      'spec/refusals',
      'spec/posix-refusals',
      'spec/witnesses',
      'spec/posix-witnesses',
      'spec/posix-litmus',
      'counterexample/identity',
      'counterexample/posix-record',
      'counterexample/describe',
      'lockstep/divergence-details',
      'spec/observe',
      'spec/answer-types',
      'lockstep/deviations',
      'spec/posix-notation',
      'spec/posix-conditions',
      'spec/clauses',
      'spec/table',
      'lockstep/lockstep',
      'spec/posix-profiles',
    ],
  },
};

const DATA = 'it has nothing but data that is made as it is loaded, where no mutant is tried';

const NOT_RUN =
  'no generic mutant has been tried on it yet; mutants written by hand stand in src/systems/mutants';

const HELD_AGAINST_THE_RULES =
  'no generic mutant has been tried on it yet; it is held against the rules in every state of small bounds';

/** The files of the table and of the model that are not covered, by how their names begin, each with the reason. */
export const NOT_COVERED: Readonly<Record<string, string>> = {
  'src/impl/index.ts': 'it has nothing but exports',
  'src/impl/job-control/': NOT_RUN,
  'src/model/bounded/bounded-model.ts': 'it has nothing but types',
  'src/model/bounded/space.ts': 'it has nothing but types',
  'src/model/changes.ts': NOT_RUN,
  'src/model/choice.ts': 'it has nothing but types',
  'src/model/command-set.ts': 'it has nothing but types',
  'src/model/draws.ts': 'it has nothing but types',
  'src/model/hierarchy/choices.ts': DATA,
  'src/model/invariants/of-terminals.ts': NOT_RUN,
  'src/model/job-control/columns.ts': NOT_RUN,
  'src/model/job-control/drain.ts': NOT_RUN,
  'src/model/job-control/draws.ts': NOT_RUN,
  'src/model/job-control/packed-': HELD_AGAINST_THE_RULES,
  'src/model/job-control/profiles.ts': DATA,
  'src/model/job-control/refusal-sentences.ts': NOT_RUN,
  'src/model/job-control/sentences.ts': NOT_RUN,
  'src/model/job-control/space.ts': NOT_RUN,
  'src/model/job-control/specification.ts': NOT_RUN,
  'src/model/job-control/undo.ts': NOT_RUN,
  'src/model/job-control/witnesses.ts': NOT_RUN,
  'src/model/posix/choices.ts': DATA,
  'src/model/posix/profiles.ts': DATA,
  'src/model/witness.ts': 'it has nothing but types',
};

/** The files of each scope that has some of them. */
export function filesByScope(files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const scopes = Object.entries(SCOPES);
  const scopeOf = (file: string) =>
    scopes.find(([, scope]) => scope.files.some((each) => file.startsWith(each)))?.[0] ?? '';
  const found = Map.groupBy(files, scopeOf);
  return new Map(scopes.flatMap(([name]) => (found.has(name) ? [[name, found.get(name) ?? []]] : [])));
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
