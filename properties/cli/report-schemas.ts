// The published schemas of what `check`, `tour`, `explore`, `find`, `why` and `matrix` print with --json. They are written apart from
// the code that prints it, and a test judges the one by the other.
import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';

const count = (says: string) =>
  v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER), v.description(says));
const amount = (says: string) => v.pipe(v.number(), v.minValue(0), v.description(says));
const text = (says: string) => v.pipe(v.string(), v.description(says));
const flag = (says: string) => v.pipe(v.boolean(), v.description(says));
const orNull = <Value extends v.GenericSchema>(value: Value) => v.nullable(value);
const list = <Item extends v.GenericSchema>(item: Item, says: string) =>
  v.pipe(v.array(item), v.description(says));
const texts = (says: string) => list(v.string(), says);
const byName = <Value extends v.GenericSchema>(value: Value, says: string) =>
  v.pipe(v.record(v.string(), value), v.description(says));
const among = <const Words extends readonly string[]>(words: Words, says: string) =>
  v.pipe(v.picklist(words), v.description(says));

/** Data whose form another schema describes, or the notation. */
const DATA = v.record(v.string(), v.unknown());
const data = (says: string) => v.pipe(DATA, v.description(says));

const VERDICT = among(['pass', 'fail', 'inconclusive'], 'Inconclusive is never a pass.');
const REASON = orNull(text('Why it is no pass, in a sentence.'));
const WHOSE = {
  commandSet: text('The command set.'),
  profile: orNull(text('Whose choices counted where POSIX leaves one; null where the set leaves none.')),
};
const head = (command: string) => ({
  format: v.literal(`procession-${command}`),
  version: v.literal(1),
  verdict: VERDICT,
  reason: REASON,
  system: text("The system's name."),
  ...WHOSE,
});

const CERTIFICATE = v.union([
  v.object({
    shortest: v.literal(true),
    commands: count('Its commands.'),
    transitions: count('Transitions that were examined.'),
    sequences: v.optional(count('Of a system elsewhere, the sequences in which it ran them.')),
    covers: text('Within what no shorter one exists.'),
  }),
  v.object({
    shortest: v.literal(false),
    atLeast: count('So many commands a failure has at least.'),
    reason: text('Why no more is known.'),
  }),
]);

const FAILURE = {
  commands: list(DATA, 'The commands as data.'),
  notation: texts('The same as text.'),
  command: orNull(data('The last of them; null for none.')),
  missed: orNull(
    v.object({
      refusal: text('The refusal that should have been the answer.'),
      ground: v.optional(text('Its ground, where it has several.')),
    }),
  ),
  step: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(-1),
    v.description('Where they part; −1 where a reset shows it.'),
  ),
  kind: among(['answer', 'observation', 'invariant', 'self-check', 'exception'], 'What went wrong.'),
  concerns: text('The clause or the invariant.'),
  sentence: text('What is wrong.'),
  expectedAnswer: orNull(data('The answer that is right; null where the one seen was.')),
  seenAnswer: orNull(data('The answer seen; null for none.')),
  expected: orNull(data('What the model shows after it.')),
  seen: orNull(data('What the system shows after it.')),
  answers: v.optional(list(v.unknown(), 'The answers to each command, where a choice can have led the run.')),
  differences: list(
    v.object({
      of: text('The thing.'),
      field: text('Its field.'),
      expected: text('As it should be.'),
      seen: text('As it is.'),
    }),
    'Where the two differ.',
  ),
  violations: list(
    v.object({ invariant: text('Its name.'), finding: text('The part that is false, and the ids.') }),
    "The invariants that the system's own state breaks.",
  ),
  foundWith: orNull(count('Commands before shrinking.')),
  executions: orNull(count('Runs spent on shrinking.')),
  shrinkFinished: orNull(v.boolean()),
  shrinkUnfinished: orNull(text('Why not all that shrinking promises was tried.')),
  certificate: orNull(CERTIFICATE),
  flaky: orNull(flag('Whether it did not fail each time that it was run again.')),
  history: orNull(
    v.object({
      runs: count('Runs before it failed.'),
      commands: count('Commands before it failed.'),
      failsAtRun: orNull(count('The first run of the same commands that fails on a new copy.')),
    }),
  ),
  file: orNull(text('Where it is stored.')),
  replay: orNull(text('The command line that shows it again.')),
};
const COUNTEREXAMPLE = orNull(v.object(FAILURE));

const REFUSALS = byName(
  v.object({
    accepted: count('Times accepted.'),
    refused: count('Times refused.'),
    refusals: byName(
      v.object({ times: count('Times it applied.'), alone: count('Times it alone applied.') }),
      'By refusal.',
    ),
  }),
  'By command.',
);
const WITNESSES = byName(v.nullable(v.number()), 'By witness, the commands before it was first seen.');
const SIZES = v.object({
  processes: count('Zombies and init included.'),
  groups: count('At once, at most.'),
  sessions: count('At once, at most.'),
  commands: count('Of the longest run, its drain included.'),
});
const KNOWN = {
  sizes: SIZES,
  invariants: byName(
    v.object({
      checked: count('Times it was checked.'),
      notShown: count('Times its evidence was not shown.'),
    }),
    'By invariant.',
  ),
  knownDeviations: list(DATA, 'The entries of the list, each with the times that it occurred.'),
  unchecked: texts('Rules that cannot be checked on this system here.'),
  guards: texts("Refusals that the system's adapter decides."),
};

/** The form of an outcome that is there before anything was run. */
const ENDED_EARLY = v.object({ verdict: VERDICT, reason: REASON, counterexample: v.null() });

const SHARDED = orNull(
  v.object({
    index: count('Which of the shards, from 0.'),
    of: count('How many there are.'),
    runs: count('Runs of all of them.'),
    requireCoverage: flag('Whether what never occurred in all of them leaves the verdict open.'),
    allFailures: flag('Whether each goes on behind its first failure.'),
    searched: v.pipe(
      v.object({ verdict: VERDICT, reason: REASON }),
      v.description('Of the runs alone, the regression traces left out.'),
    ),
    facts: byName(v.string(), 'Everything else that all shards of a campaign share; of files a digest.'),
  }),
);

const CHECK = v.object({
  ...head('check'),
  seed: v.pipe(v.number(), v.integer(), v.description("fast-check's seed.")),
  path: orNull(text('The path to the run that failed.')),
  runs: count('Runs begun.'),
  runsMax: count('Runs asked for.'),
  commandsMax: count('Commands in a run at most.'),
  idsMax: count('Ids in play at most.'),
  commands: count('Commands run, drains included.'),
  refused: count('Those of the search that were refused.'),
  meanLength: amount('Commands a run.'),
  elapsedMs: count('Of the search, without shrinking.'),
  commandsPerSecond: amount('Of the search.'),
  coverage: v.object({
    commands: REFUSALS,
    witnesses: WITNESSES,
    never: texts('What never occurred.'),
  }),
  refusedAtLimit: count('Forks refused since the system was full.'),
  ...KNOWN,
  counterexample: COUNTEREXAMPLE,
  otherFailures: list(v.object(FAILURE), 'Failures of other kinds, each kind once.'),
  otherFailuresLeft: count('Kinds that are not among them.'),
  corpus: orNull(
    v.object({
      folder: text('Where the regression traces are.'),
      files: list(
        v.object({
          file: text('Its name.'),
          outcome: among(
            ['still-fails', 'fixed', 'no-longer-applicable', 'of-another-set', 'damaged'],
            'What came of it.',
          ),
          reason: orNull(text('Why.')),
          replay: orNull(text('The command line that shows it again.')),
        }),
        'One entry a trace.',
      ),
    }),
  ),
  shard: SHARDED,
});

const TOUR = v.object({
  ...head('tour'),
  ids: count('The bound.'),
  commands: texts('The commands of the bound.'),
  symmetry: flag('Whether of states that differ by the names of ids one was gone through.'),
  states: count('States of the bound.'),
  transitions: count('Commands that lead from one state to another.'),
  still: count('Commands run that are refused or change nothing.'),
  sequences: count('Sequences run to their end.'),
  skipped: count('Sequences left out before them.'),
  strayed: count('Sequences that a choice or a known deviation led elsewhere.'),
  sequencesMax: count('Sequences of the tour.'),
  commandsRun: count('Those on the way to a state and back included.'),
  elapsedMs: count('Shrinking included.'),
  coverage: v.object({ commands: REFUSALS, witnesses: WITNESSES }),
  ...KNOWN,
  counterexample: COUNTEREXAMPLE,
});

const BOUND = {
  ids: count('Ids at most.'),
  handles: v.optional(count('Handles on a thing at most.')),
  threads: v.optional(count('Threads of a process at most.')),
  terminals: v.optional(count('Terminals at most.')),
  waits: v.optional(count('Waits under way at most.')),
  codes: v.optional(v.unknown()),
  commands: texts('The commands of the bound.'),
};

const EXPLORE = v.object({
  ...head('explore'),
  ...BOUND,
  symmetry: flag('Whether states that differ by the names of ids are one.'),
  match: among(['observation', 'representation'], 'By what states are told apart.'),
  states: count('Distinct states.'),
  transitions: count('Accepted commands that change something.'),
  refusals: count('Refused commands.'),
  selfLoops: count('Accepted commands that change nothing.'),
  depth: count('The longest shortest path.'),
  statesByDepth: list(v.number(), 'States at each length.'),
  orbits: orNull(count('States up to renaming.')),
  orbitSum: orNull(count('What they add up to.')),
  modelStates: count('States of the model among them.'),
  aside: count('Forks and new threads that were run and compared and not followed.'),
  expanded: count('States whose commands were all run.'),
  frontier: count('States that still wait.'),
  witnesses: byName(v.nullable(v.array(v.string())), 'By witness, a shortest path to it.'),
  acceptedByCommand: byName(v.number(), 'By command, the times it was accepted.'),
  refusalsByCommand: list(
    v.object({
      command: text('The command.'),
      refusal: text('The refusal.'),
      ground: v.optional(text('Its ground, where it has several.')),
      applied: count('Times it applied.'),
      alone: count('Times it alone applied.'),
    }),
    'By command and refusal.',
  ),
  reachability: v.object({
    verdict: among(
      ['pass', 'fail', 'inconclusive', 'not asked'],
      'Whether home is reached from every state.',
    ),
    homes: v.optional(count('States that count as home.')),
    sweeps: v.optional(count('Times that all states were gone through.')),
    stranded: v.optional(count('States from which it is not.')),
    path: v.optional(texts('The way to one of them.')),
    reason: v.optional(text('Why that is not known.')),
  }),
  notShown: texts('Invariants whose evidence the system did not show.'),
  keyBits: count('Bits of a state.'),
  bytes: count('Memory of all states.'),
  bytesPerState: amount('Memory of one.'),
  elapsedMs: count('What it took.'),
  statesPerSecond: amount('Of the search.'),
  resumedWith: orNull(count('States taken over from a checkpoint.')),
  checkpoint: orNull(text('Where one was left.')),
  checkpointTrouble: orNull(text('Why the last one could not be written or removed.')),
  disk: orNull(
    v.object({
      folder: orNull(text('The folder of the search.')),
      unfinished: flag('Whether there is more to search in it.'),
      peakBytes: count('The most that it held at once.'),
      writtenBytes: count('All that was written.'),
      seconds: amount('What the search took, earlier runs included.'),
      foretold: orNull(
        v.object({
          states: count('States still to come, by the growth of the layers.'),
          bytes: count('The folder at its largest, by the same.'),
          seconds: count('The time still to come, by the same.'),
        }),
      ),
    }),
  ),
  graph: orNull(v.object({ file: text('The drawing.'), states: count('In it.'), edges: count('In it.') })),
  counterexample: orNull(
    v.object({
      length: count('Its commands.'),
      shortest: flag('Whether none shorter exists within the bound.'),
      ...FAILURE,
    }),
  ),
});

const FIND = v.object({
  verdict: among(['pass', 'fail', 'inconclusive'], 'Pass: there is such a state.'),
  reason: REASON,
  predicate: text('As it was understood.'),
  text: text('As it was typed.'),
  ...WHOSE,
  ...BOUND,
  kept: v.pipe(
    v.union([v.literal('all'), v.array(v.number())]),
    v.description('The ids whose names tell states apart.'),
  ),
  states: count('States found.'),
  depth: count('Commands to the last of them.'),
  length: orNull(count('Commands that lead there.')),
  shortest: flag('Whether there are no fewer within the bound.'),
  trace: orNull(texts('Lines of a trace.')),
  steps: orNull(
    list(
      v.object({
        command: data('The command.'),
        notation: text('The same as text.'),
        answer: data("The model's answer."),
      }),
      'The way there.',
    ),
  ),
  state: orNull(text('The state that they lead to, in the notation.')),
  file: orNull(text('Where the trace was written.')),
});

/** The form of "find --list --json". */
const NAMES = v.object({
  commandSet: text('The command set.'),
  fields: byName(v.array(v.string()), 'By kind of thing.'),
  words: texts('Words of a process.'),
  members: texts('Words of what it received.'),
  witnesses: byName(v.string(), 'By name, a sentence.'),
});

const WHY = v.object({
  verdict: among(
    ['pass', 'fail'],
    'Pass: it is accepted, by the profile that decides most or the one asked for.',
  ),
  reason: REASON,
  ...WHOSE,
  state: text('The state, in the notation.'),
  command: data('The command.'),
  notation: text('The same as text.'),
  readings: list(
    v.object({
      profile: orNull(text('Whose choices are made.')),
      verdict: among(['accepted', 'refused', 'unissuable'], 'By this profile.'),
      answers: list(DATA, "The answers that it allows, the model's own first."),
      refusals: list(
        v.object({
          refusal: text('Its name.'),
          errno: text('Its errno.'),
          clause: text('The clause.'),
          sentence: text('What it says here.'),
        }),
        'Those that apply.',
      ),
      sentence: text('All of it.'),
      changes: texts('What would change.'),
    }),
    'One a profile.',
  ),
  nearest: orNull(
    v.object({
      outcome: among(
        ['found', 'none', 'unfinished', 'unsearchable'],
        'Whether there is a state that accepts it.',
      ),
      profile: orNull(text('Whose choices the search makes: of the one that decides most.')),
      reason: orNull(text('Why the search came to no end.')),
      ids: v.optional(count('Of the search.')),
      commands: v.optional(texts('Of the search.')),
      states: v.optional(count('States that were asked.')),
      length: orNull(count('Commands that lead there.')),
      trace: orNull(texts('Lines of a trace.')),
      state: orNull(text('The state, in the notation.')),
    }),
  ),
});

const STANDINGS = ['passed', 'deviates', 'failed', 'inconclusive', 'not-reached', 'not-asked'] as const;

const MATRIX = v.object({
  format: v.literal('procession-matrix'),
  version: v.literal(1),
  systems: list(
    v.object({
      name: text('The head of its column.'),
      verdict: VERDICT,
      commandSets: list(v.object(WHOSE), 'Those that reports are about.'),
      reports: list(
        v.object({
          file: text('The report.'),
          command: text('What wrote it.'),
          verdict: VERDICT,
          reason: REASON,
          commands: count('Commands given to the system.'),
        }),
        'The reports on it.',
      ),
      gaps: texts('What cannot be checked on it.'),
      tally: v.object(Object.fromEntries(STANDINGS.map((standing) => [standing, v.number()]))),
    }),
    'The columns.',
  ),
  groups: list(
    v.object({
      title: text('What its rows are about.'),
      rows: list(
        v.object({
          clause: text('The clause.'),
          title: text('What it is about.'),
          cells: list(
            v.object({
              standing: among(STANDINGS, 'How the clause stands on the system.'),
              times: orNull(amount('How often it decided, where that was counted.')),
              note: orNull(text('The reason, where there is more to say.')),
              failures: list(v.number(), 'The numbers of its failures.'),
            }),
            'One a system.',
          ),
        }),
        'One a clause.',
      ),
    }),
    'The rows.',
  ),
  failures: list(
    v.object({
      number: count('From 1.'),
      system: v.optional(text('The system.')),
      commandSet: v.optional(text('The command set.')),
      clauses: texts('What it concerns, and the invariants that its state violates.'),
      doubted: texts('Choices that had a part in the failing step.'),
      sentence: text('What is wrong.'),
      commands: count('How many.'),
      trace: orNull(text("A trace file's text.")),
      replay: orNull(text('The command line that replays it.')),
      shortest: flag('Whether that is certified.'),
      record: orNull(data('As counterexample-2.schema.json has it, with branches counterexample-3.')),
    }),
    'The failures.',
  ),
});

const REPORTS = {
  check: v.union([CHECK, ENDED_EARLY]),
  tour: v.union([TOUR, ENDED_EARLY]),
  explore: v.union([EXPLORE, ENDED_EARLY]),
  find: v.union([FIND, NAMES]),
  why: WHY,
  matrix: MATRIX,
} as const;

/** The commands whose reports have a schema here. */
export const REPORT_SCHEMAS = Object.keys(REPORTS) as readonly (keyof typeof REPORTS)[];

/** The file in `schema/`. */
export function reportSchemaFile(command: keyof typeof REPORTS): URL {
  return new URL(`../../schema/${command}-report-1.schema.json`, import.meta.url);
}

/** The schema as it is published. */
export function reportSchema(command: keyof typeof REPORTS): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = toJsonSchema(REPORTS[command], { target: 'draft-2020-12' });
  return {
    $schema,
    title: `procession's report of ${command}, version 1`,
    description: `What "procession ${command} --json" prints (docs/json.md). Members that are not named here may be added by later releases.`,
    ...schema,
  };
}
