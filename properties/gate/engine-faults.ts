// Faults in our own engines, each a patch in the folder of this name: the alarm's alarm. The test that is named must fail
// while the fault is there, or the engine could have it and nobody would know.
import type { NamedTest } from './named-tests.ts';

/** A fault of an engine. */
export interface EngineFault {
  /** The fault, in a sentence. */
  readonly sentence: string;
  readonly file: string;
  /** The test that must fail by an assertion. */
  readonly noticedBy: NamedTest;
}

const LOCKSTEP = 'properties/lockstep/lockstep.test.ts';
const COUNTERS = 'properties/lockstep/counters.test.ts';
const DEVIATIONS = 'properties/lockstep/deviations.test.ts';
const LINEARIZABILITY = 'properties/concurrency/linearizability.test.ts';
const SCHEDULES = 'properties/concurrency/schedule-search.test.ts';
const REPLAY = 'properties/concurrency/replay-program.test.ts';
const BRANCHES = 'properties/concurrency/concurrent-campaign.test.ts';
const PAIRS = 'properties/concurrency/explore-pairs.test.ts';
const EXAM = 'properties/concurrency/lock-per-object.test.ts';
const SYMMETRY = 'properties/checker/symmetry.test.ts';
const RECORDINGS = 'properties/recordings/explain.test.ts';

/** By name, which is the patch's. */
export const ENGINE_FAULTS: Readonly<Record<string, EngineFault>> = {
  'judge-skips-a-field': {
    sentence: 'The judge does not compare exit codes.',
    file: 'src/model/observe.ts',
    noticedBy: {
      file: 'properties/spec/observe.test.ts',
      title:
        'what the model shows of a state is no longer recognised with another %s, and the difference has that name',
    },
  },
  'judge-ignores-answers-of-one-command': {
    sentence: 'The judge takes any answer of one command for right.',
    file: 'src/lockstep/judge.ts',
    noticedBy: { file: COUNTERS, title: 'an answer with one field wrong is a divergence (%s %s: %s)' },
  },
  'judge-takes-any-refusal': {
    sentence: 'The judge takes any refusal for right of a system that may name any that applies.',
    file: 'src/lockstep/answer-agreement.ts',
    noticedBy: {
      file: LOCKSTEP,
      title: 'an answer may name any refusal that applies, by name, by errno, or not at all',
    },
  },
  'judge-looks-every-second-step': {
    sentence: 'The judge compares what is shown after every second command.',
    file: 'src/lockstep/judge.ts',
    noticedBy: {
      file: COUNTERS,
      title: '%s is judged at every step: a fault of one moment is seen then',
    },
  },
  'judge-takes-what-is-shown-again-for-right': {
    sentence: 'The judge takes what is shown for right where it is what was shown before the command.',
    file: 'src/lockstep/judge.ts',
    noticedBy: {
      file: 'properties/lockstep/judge.test.ts',
      title: 'what is shown again is wrong in that very step where the model has moved on: %s',
    },
  },
  'retraced-paths-are-all-siblings': {
    sentence: 'A path that is retraced is taken for one that differs from the last in its end alone.',
    file: 'src/lockstep/product/system-in-words.ts',
    noticedBy: {
      file: 'properties/exploration/retrace.test.ts',
      title: 'every state of "%s" is retraced to the word, whichever was retraced before',
    },
  },
  'drains-beyond-the-bound-lead-home': {
    sentence: 'A drain by commands that the bound lacks counts as a way home.',
    file: 'src/lockstep/product/product.ts',
    noticedBy: {
      file: 'properties/exploration/ways-home.test.ts',
      title:
        'whoever may not free what has exited has no way home, which all transitions say of each state, and drains of none',
    },
  },
  'run-ends-without-a-look-at-the-whole': {
    sentence: 'A large run ends, and the parts that no command has touched are not compared.',
    file: 'src/lockstep/lockstep.ts',
    noticedBy: {
      file: 'properties/spec/long.test.ts',
      title: 'what is wrong far from the commands is found at the end of a system that cannot be drained: %s',
    },
  },
  'invariants-of-steps-are-never-asked': {
    sentence: 'The invariants of steps are not asked.',
    file: 'src/lockstep/judge.ts',
    noticedBy: {
      file: COUNTERS,
      title: 'an invariant is judged once a step, and of a state once each that is new, and at the start',
    },
  },
  'invariants-of-states-are-asked-where-model-differs': {
    sentence: 'The invariants of states are asked only where the model finds a difference, too.',
    file: 'src/lockstep/judge.ts',
    noticedBy: {
      file: COUNTERS,
      title: 'an invariant is judged once a step, and of a state once each that is new, and at the start',
    },
  },
  'drain-is-never-judged': {
    sentence: 'A run is drained, and what is left is not judged.',
    file: 'src/lockstep/lockstep.ts',
    noticedBy: {
      file: LOCKSTEP,
      title: 'a system that leaks a resource is found by the drain, whose commands belong to the failure',
    },
  },
  'known-deviation-is-accepted-everywhere': {
    sentence: 'A known deviation is accepted whatever the model says of the command.',
    file: 'src/lockstep/known-deviations.ts',
    noticedBy: { file: DEVIATIONS, title: 'a known deviation of %s excuses nothing' },
  },
  'known-deviation-hides-other-fields': {
    sentence: 'A known deviation in one field of an answer excuses all other fields.',
    file: 'src/lockstep/known-deviations.ts',
    noticedBy: { file: DEVIATIONS, title: 'a deviation in one field of an answer excuses no other' },
  },
  'replay-stops-one-command-early': {
    sentence: 'A replay leaves out the last command.',
    file: 'src/lockstep/run.ts',
    noticedBy: {
      file: LOCKSTEP,
      title: 'a replay gives the system each of its commands, the last one too, before it drains it',
    },
  },
  'reset-at-the-end-of-a-replay-is-left-out': {
    sentence: 'A replay does not look whether it is possible to begin anew.',
    file: 'src/lockstep/replay.ts',
    noticedBy: {
      file: LOCKSTEP,
      title: 'a system whose reset leaves something behind is found at the end of the run that left it',
    },
  },
  'sequences-are-judged-by-their-answers-alone': {
    sentence: 'Of a sequence that was run in one go the answers alone are judged.',
    file: 'src/lockstep/run-ahead.ts',
    noticedBy: {
      file: LOCKSTEP,
      title: 'the asynchronous run judges what is shown after each step of a sequence, too',
    },
  },
  'generator-never-draws-one-refusal': {
    sentence: 'The generator draws no command that is refused for one of the reasons.',
    file: 'src/engines/generate/command-decoder.ts',
    noticedBy: {
      file: 'properties/generate/generation.test.ts',
      title:
        'the generated runs of the default size leave no gap: every command, refusal, lone decision and witness occurs',
    },
  },
  'generator-never-uses-an-id-again': {
    sentence: 'The generator never takes an id that was given back.',
    file: 'src/engines/generate/command-decoder.ts',
    noticedBy: {
      file: 'properties/generate/generation.test.ts',
      title: 'the generated runs take an id that was given back as soon as any other that is free',
    },
  },
  'shrinker-takes-another-failure': {
    sentence: 'The shrinker goes on with a failure of another class.',
    file: 'src/counterexample/shrink/shrink-search.ts',
    noticedBy: {
      file: 'properties/counterexample/shrink.test.ts',
      title: 'shrinking stays with its fault where a shorter one is near',
    },
  },
  'shrinker-claims-certified': {
    sentence: 'A failure is called a shortest one though the search for a shorter one was not done.',
    file: 'src/engines/certificate/by-search.ts',
    noticedBy: {
      file: 'properties/counterexample/certificate.test.ts',
      title: 'a failure is not certified when the budget ends, and says how far the proof went',
    },
  },
  'certificate-is-of-another-failure': {
    sentence: 'The search for a shorter failure ends at one of another command.',
    file: 'src/engines/certificate/by-search.ts',
    noticedBy: {
      file: 'properties/counterexample/certificate.test.ts',
      title: 'a failure stays the one it is: a shorter failure of another kind is passed over',
    },
  },
  'canonical-form-ends-at-the-first-word': {
    sentence: 'The canonical form is not the least one where the first words are equal.',
    file: 'src/checker/symmetry.ts',
    noticedBy: {
      file: SYMMETRY,
      title:
        'the canonical form is the same for all renamings of two rings, of which the first words of a key say nothing',
    },
  },
  'orbit-sizes-forget-twins': {
    sentence: 'The size of an orbit does not count that twins can be exchanged.',
    file: 'src/checker/symmetry.ts',
    noticedBy: {
      file: SYMMETRY,
      title: 'the functions from %i points to themselves are %i functional graphs',
    },
  },
  'visited-set-loses-an-entry-when-it-grows': {
    sentence: 'The set of visited states loses the last one when its index grows.',
    file: 'src/checker/visited-table.ts',
    noticedBy: {
      file: 'properties/checker/visited-table.test.ts',
      title: 'a table that grows keeps ids, keys and links through chunks and doublings of the index',
    },
  },
  'parallel-search-drops-a-batch': {
    sentence: 'A search with workers drops the last batch of a level.',
    file: 'src/checker/parallel-search.ts',
    noticedBy: {
      file: 'properties/checker/parallel-search.test.ts',
      title: '%s gives the table, counts and counterexample of one thread',
    },
  },
  'checkpoint-forgets-the-tallies': {
    sentence: 'A search that goes on from a checkpoint has forgotten what was counted before.',
    file: 'src/checker/checkpoint.ts',
    noticedBy: {
      file: 'properties/checker/checkpoint.test.ts',
      title: '%s from any cut gives the same counts, witnesses and verdict',
    },
  },
  'home-is-in-reach-of-dead-ends': {
    sentence: 'A state with no way on counts as one from which home is in reach.',
    file: 'src/checker/home-state.ts',
    noticedBy: {
      file: 'properties/checker/home-state.test.ts',
      title: 'a dead end is a trap unless it is home',
    },
  },
  'tour-leaves-refused-commands-out': {
    sentence: 'A tour runs what is refused or changes nothing from the first state alone.',
    file: 'src/engines/tour/transition-tour.ts',
    noticedBy: {
      file: 'properties/exploration/tour.test.ts',
      title: 'a tour runs every command that is refused or changes nothing, from every state',
    },
  },
  'coverage-counts-too-much': {
    sentence: 'Coverage says of every refusal that it decided alone.',
    file: 'src/engines/coverage.ts',
    noticedBy: {
      file: COUNTERS,
      title: 'a campaign counts how often a refusal applied, and how often it alone, as is counted by hand',
    },
  },
  'wire-drops-an-answer': {
    sentence: 'The adapter of programs drops the last answer of a message with more than four commands.',
    file: 'src/systems/wire/system.ts',
    noticedBy: {
      file: 'properties/systems/wire.test.ts',
      title: 'a program that does what it should passes: %s',
    },
  },
  'wire-drops-the-reason-of-a-refusal': {
    sentence: 'The adapter of programs hands on that a command was refused, and not for which reason.',
    file: 'src/systems/wire/system.ts',
    noticedBy: {
      file: 'properties/systems/wire.test.ts',
      title: 'a program that refuses for another reason than it should fails with the reason that it gave',
    },
  },
  'corpus-takes-a-damaged-file-for-fixed': {
    sentence: 'A damaged file of a corpus counts as one that does not fail any more.',
    file: 'src/counterexample/file/corpus.ts',
    noticedBy: {
      file: 'properties/counterexample/corpus.test.ts',
      title: 'a corpus ends every file as still failing, fixed, no longer applicable or damaged, and goes on',
    },
  },
  'verdict-passes-what-is-inconclusive': {
    sentence: 'Work that compared nothing passes.',
    file: 'src/engines/verdict-rules.ts',
    noticedBy: {
      file: 'properties/alarm/verdict-rules.test.ts',
      title: 'work without a failure passes, and is inconclusive where a reason is given',
    },
  },
  'exit-code-of-inconclusive-is-0': {
    sentence: 'An inconclusive verdict ends the command line with the exit code of a pass.',
    file: 'src/app/cli/exit-codes.ts',
    noticedBy: {
      file: 'properties/cli/check.test.ts',
      title: 'procession check is inconclusive when required coverage is missing, and names it',
    },
  },
  'gate-passes-what-is-open': {
    sentence: 'The gate passes where some checks pass and others are inconclusive.',
    file: 'src/app/gate/gate.ts',
    noticedBy: { file: 'properties/gate/gate.test.ts', title: 'the verdict is %s after %j' },
  },
  'history-order-ignores-time': {
    sentence: 'A command may come before one that was answered before it was called.',
    file: 'src/engines/concurrency/prepared-history.ts',
    noticedBy: {
      file: LINEARIZABILITY,
      title: 'a command that answered before another was called comes first, and one that overlaps need not',
    },
  },
  'history-end-is-not-compared': {
    sentence: 'The state at the end of an order is not compared with the one that was shown.',
    file: 'src/engines/concurrency/prepared-history.ts',
    noticedBy: {
      file: LINEARIZABILITY,
      title: 'a zombie that was freed and stays in its parent’s list is refuted',
    },
  },
  'history-leaves-unanswered-commands-out': {
    sentence: 'A command that was never answered counts as one that did not happen.',
    file: 'src/engines/concurrency/prepared-history.ts',
    noticedBy: {
      file: LINEARIZABILITY,
      title: 'a command that was called and never answered may have happened or not',
    },
  },
  'history-takes-any-look-for-right': {
    sentence: 'A look from within a branch is right whatever it shows.',
    file: 'src/engines/concurrency/prepared-history.ts',
    noticedBy: {
      file: LINEARIZABILITY,
      title: 'I17 a look within a branch shows the state at its place in the order',
    },
  },
  'history-lets-an-unanswered-process-run-on': {
    sentence: 'A command without an answer is right though its process still runs at the end.',
    file: 'src/engines/concurrency/prepared-history.ts',
    noticedBy: {
      file: LINEARIZABILITY,
      title: 'C48 a command without an answer is wrong where its process still runs at the end',
    },
  },
  'history-search-forgets-the-state': {
    sentence:
      'The search of orders takes two places for one where the same commands are done, whatever the state.',
    file: 'src/engines/concurrency/visited-places.ts',
    noticedBy: {
      file: LINEARIZABILITY,
      title: 'I16 the search agrees with every order tried one by one: %s',
    },
  },
  'schedules-forget-what-is-read': {
    sentence: 'The search of schedules takes a step that reads and one that writes for independent.',
    file: 'src/engines/concurrency/schedule-tree.ts',
    noticedBy: {
      file: SCHEDULES,
      title: 'reduction finds the outcomes and the deadlocks of all schedules in 200 random programs',
    },
  },
  'schedules-forget-who-answered-first': {
    sentence: 'The search of schedules does not keep which command ended before another began.',
    file: 'src/engines/concurrency/schedule-tree.ts',
    noticedBy: {
      file: SCHEDULES,
      title: 'reduction finds the outcomes and the deadlocks of all schedules in 200 random programs',
    },
  },
  'schedules-never-wake-who-sleeps': {
    sentence: 'A branch whose next step was tried stays left out after a step that changes what it would do.',
    file: 'src/engines/concurrency/schedule-tree.ts',
    noticedBy: {
      file: SCHEDULES,
      title: 'reduction finds the outcomes and the deadlocks of all schedules in 200 random programs',
    },
  },
  'schedules-forget-those-that-wait': {
    sentence: 'An execution that ends while a branch waits tells of no race with it.',
    file: 'src/engines/concurrency/schedule-tree.ts',
    noticedBy: {
      file: SCHEDULES,
      title: 'reduction finds the outcomes and the deadlocks of all schedules in 200 random programs',
    },
  },
  'branches-pass-where-nothing-overlapped': {
    sentence: 'A campaign of branches passes although no two commands ever overlapped.',
    file: 'src/engines/concurrency/concurrent-campaign.ts',
    noticedBy: { file: BRANCHES, title: 'a campaign in which no commands ever overlap is inconclusive' },
  },
  'branches-pass-where-the-budget-ended': {
    sentence: 'A campaign of branches passes although programs were not searched to the end.',
    file: 'src/engines/concurrency/concurrent-campaign.ts',
    noticedBy: {
      file: BRANCHES,
      title: 'a budget that does not do is inconclusive, and says for how many programs',
    },
  },
  'branches-never-look-whether-a-sequence-fails-too': {
    sentence: 'What fails without concurrency is told as a failure of branches.',
    file: 'src/engines/concurrency/sequential-failure.ts',
    noticedBy: {
      file: BRANCHES,
      title: 'a failure that takes no concurrency is told as the sequence that it is',
    },
  },
  'branches-never-run-a-schedule-again': {
    sentence: 'No schedule of a program that passes is run a second time.',
    file: 'src/engines/concurrency/program-check.ts',
    noticedBy: {
      file: BRANCHES,
      title: 'a schedule that leads elsewhere only where it is looked at again is inconclusive, too',
    },
  },
  'free-branches-keep-their-places': {
    sentence: 'The branches of free runs never change places.',
    file: 'src/engines/concurrency/program-check.ts',
    noticedBy: {
      file: BRANCHES,
      title: 'the branches of a program change places from one free run to the next',
    },
  },
  'program-check-ends-at-any-failure': {
    sentence:
      'A failure that is not looked for ends the search of a program, which then counts as ruled out.',
    file: 'src/engines/concurrency/program-check.ts',
    noticedBy: { file: BRANCHES, title: 'a failure of another kind hides none of the kind %s' },
  },
  'smallest-takes-a-failure-of-another-kind': {
    sentence: 'A smaller program that fails in another way takes the place of the failure.',
    file: 'src/engines/concurrency/smallest-failure.ts',
    noticedBy: { file: BRANCHES, title: 'a failure stays one of its kind while it is made smaller' },
  },
  'smallest-is-certified-without-fewer-commands': {
    sentence: 'A failure with branches is certified smallest although no program of fewer commands was run.',
    file: 'src/engines/concurrency/smallest-failure.ts',
    noticedBy: {
      file: BRANCHES,
      title: 'a failure for which three commands are needed is certified by all programs of two',
    },
  },
  'failure-that-never-came-again-is-certified': {
    sentence: 'A failure that never came again is made smaller and certified like any other.',
    file: 'src/counterexample/concurrent-failure.ts',
    noticedBy: {
      file: BRANCHES,
      title: 'a run that fails once and never again is a failure, told as not replayable and left as it is',
    },
  },
  'orders-that-alone-explain-are-any-that-do': {
    sentence: 'Of free runs each order that explains a history counts as its only explanation.',
    file: 'src/engines/concurrency/explaining-orders.ts',
    noticedBy: {
      file: BRANCHES,
      title: 'an order counts as the only explanation of a history where no other explains it',
    },
  },
  'branches-are-searched-to-one-preemption-less': {
    sentence: 'Programs of branches are searched to one preemption less than was asked for, and pass.',
    file: 'src/engines/concurrency/program-check.ts',
    noticedBy: { file: BRANCHES, title: 'a sound system passes all schedules, asked for %s' },
  },
  'schedules-take-one-preemption-too-few': {
    sentence: 'A bound of preemptions is one less than was asked for.',
    file: 'src/engines/concurrency/schedule-tree.ts',
    noticedBy: {
      file: SCHEDULES,
      title: 'two commands of four steps have, with at most %s preemptions, %i schedules',
    },
  },
  'schedules-count-a-return-as-preemption': {
    sentence: 'A step after one of a branch that cannot go on counts as a preemption.',
    file: 'src/engines/concurrency/schedule-tree.ts',
    noticedBy: {
      file: SCHEDULES,
      title: 'a branch left between two commands, or where it cannot go on, is not preempted',
    },
  },
  'schedules-believe-a-loop-that-waits': {
    sentence: 'An execution that comes to its end with the branches in turn is told as a livelock.',
    file: 'src/engines/concurrency/schedule-findings.ts',
    noticedBy: {
      file: SCHEDULES,
      title:
        'a loop that another branch ends is no livelock, and the search says that it is to be told as waiting',
    },
  },
  'schedules-exchange-no-neighbours': {
    sentence: 'Neighbours that a system tells as independent are believed to be.',
    file: 'src/engines/concurrency/run-search.ts',
    noticedBy: {
      file: 'properties/concurrency/run-search.test.ts',
      title: 'a search whose exchanged neighbours lead elsewhere reduces no more, and runs every schedule',
    },
  },
  'races-forget-who-read': {
    sentence: 'A word that is written while another branch reads it is no data race.',
    file: 'src/systems/concurrent/race-check.ts',
    noticedBy: {
      file: 'properties/concurrency/stepped-words.test.ts',
      title: 'what one branch reads while another writes is a data race, whichever comes first',
    },
  },
  'replay-believes-a-schedule-that-no-longer-fits': {
    sentence: 'A replay of branches passes though its schedule no longer fits, without a search.',
    file: 'src/engines/concurrency/replay-program.ts',
    noticedBy: {
      file: REPLAY,
      title: 'a schedule that no longer fits passes only after a search of all schedules',
    },
  },
  'replay-takes-free-runs-for-a-proof': {
    sentence: 'A replay of branches passes after free runs that did not fail.',
    file: 'src/engines/concurrency/replay-program.ts',
    noticedBy: {
      file: REPLAY,
      title: 'a program that is run freely and never fails is inconclusive, with the runs that overlapped',
    },
  },
  'replay-takes-a-search-cut-short-for-whole': {
    sentence: 'A replay of branches passes after a search that did not come to its end.',
    file: 'src/engines/concurrency/replay-program.ts',
    noticedBy: {
      file: REPLAY,
      title:
        'a schedule that no longer fits is inconclusive where the search of all schedules did not come to its end',
    },
  },
  'lanes-hold-a-lock-for-too-long': {
    sentence: 'Lanes show a lock as held until its command answers.',
    file: 'src/counterexample/explain/lanes.ts',
    noticedBy: {
      file: 'properties/counterexample/lanes.test.ts',
      title:
        'the drawing of lanes shows a lock as held from the step that takes it to the one that lets it go',
    },
  },
  'pairs-leave-out-a-command-with-itself': {
    sentence: 'An exploration of pairs runs no command beside the same one.',
    file: 'src/engines/concurrency/pair-programs.ts',
    noticedBy: {
      file: EXAM,
      title: 'the commands %s and %s go wrong together, with one preemption, first in "%s"',
    },
  },
  'pairs-are-run-in-one-order-of-branches': {
    sentence: 'An exploration of pairs runs each two commands in one order of branches alone.',
    file: 'src/engines/concurrency/pair-programs.ts',
    noticedBy: {
      file: PAIRS,
      title:
        'an exploration of pairs runs each two commands in either branch, for a fault may be of one of them',
    },
  },
  'pairs-take-any-schedule-for-the-fewest': {
    sentence:
      'Of a pair that goes wrong, the schedule that was found is told, however many preemptions it has.',
    file: 'src/engines/concurrency/pair-search.ts',
    noticedBy: {
      file: EXAM,
      title: 'the commands %s and %s go wrong together, with one preemption, first in "%s"',
    },
  },
  'pairs-pass-where-a-program-was-cut-short': {
    sentence: 'An exploration of pairs passes although schedules of a program were left out.',
    file: 'src/engines/concurrency/explore-pairs.ts',
    noticedBy: {
      file: PAIRS,
      title: 'an exploration is inconclusive where a loop should be told as waiting',
    },
  },
  'pairs-pass-where-nothing-overlapped': {
    sentence: 'An exploration of pairs passes although no two commands overlapped.',
    file: 'src/engines/concurrency/explore-pairs.ts',
    noticedBy: { file: PAIRS, title: 'an exploration in which no two commands overlap is inconclusive' },
  },
  'pairs-believe-that-steps-tell-all': {
    sentence: 'An exploration of pairs does not look for whether steps say what they touch.',
    file: 'src/engines/concurrency/explore-pairs.ts',
    noticedBy: {
      file: PAIRS,
      title:
        'an exploration of pairs bounds the preemptions where steps do not say what they touch, unless it is told otherwise',
    },
  },
  'recordings-search-no-other-order': {
    sentence:
      'A result that the order of the log does not explain is taken for wrong, and no other order is tried.',
    file: 'src/engines/recordings/order.ts',
    noticedBy: {
      file: RECORDINGS,
      title:
        'a result that only another order explains is explained by that order, and the search is counted',
    },
  },
  'recordings-ask-no-order-of-children': {
    sentence: 'A wait may tell of any zombie, whatever the order of children.',
    file: 'src/engines/recordings/deeds/wait-deed.ts',
    noticedBy: {
      file: RECORDINGS,
      title: '%s, and the twin of its log is told',
    },
  },
  'recordings-free-the-zombie-that-is-left': {
    sentence: 'A wait with WNOWAIT frees the zombie.',
    file: 'src/engines/recordings/deeds/wait-deed.ts',
    noticedBy: { file: RECORDINGS, title: '%s, and the twin of its log is told' },
  },
  'recordings-compare-no-snapshot': {
    sentence: 'Every snapshot is taken for one during which something happened.',
    file: 'src/engines/recordings/snapshot-queue.ts',
    noticedBy: {
      file: RECORDINGS,
      title: '%s passes with its snapshots and without, each line of it explained, as is on record',
    },
  },
  'recordings-take-any-order': {
    sentence: 'A search takes a deed for one that may come before its entry, or after its return.',
    file: 'src/engines/recordings/remaining-deeds.ts',
    noticedBy: {
      file: RECORDINGS,
      title: 'two calls that do not overlap keep their order in a search, whichever call overlaps both',
    },
  },
  'recordings-search-forgets-the-world': {
    sentence:
      'A search leaves out what it has tried after the same deeds in another order, whatever world they led to.',
    file: 'src/engines/recordings/order-search.ts',
    noticedBy: { file: RECORDINGS, title: '%s, and the twin of its log is told' },
  },
  'recordings-search-does-what-changes-nothing-yet': {
    sentence: 'A search does at once what changes nothing where it stands, though it would have later on.',
    file: 'src/engines/recordings/order-search.ts',
    noticedBy: { file: 'properties/recordings/random-trees.test.ts', title: '%s is explained: %s' },
  },
  'recordings-believe-who-was-killed': {
    sentence:
      'A search takes the result that is shown of a call for right, though its caller was killed as it returned.',
    file: 'src/engines/recordings/order-search.ts',
    noticedBy: { file: RECORDINGS, title: '%s, and the twin of its log is told' },
  },
  'recordings-take-what-shows-for-hidden': {
    sentence: 'A kind of line is taken to be hidden though the log shows lines of it.',
    file: 'src/engines/recordings/hidden-lines.ts',
    noticedBy: {
      file: 'properties/recordings/hidden-lines.test.ts',
      title: '%s: a log without such lines is inconclusive, and one with them is wrong',
    },
  },
  'recordings-take-any-late-answer': {
    sentence: 'A question that was asked long ago is not compared with the state at that time.',
    file: 'src/engines/recordings/order.ts',
    noticedBy: {
      file: 'properties/recordings/late-lines.test.ts',
      title:
        'a question may have been answered as soon as it was asked, though the answer comes after much has been settled',
    },
  },
  'recordings-count-what-is-unexplained': {
    sentence: 'A line that nothing explains is followed, and not told.',
    file: 'src/engines/recordings/order.ts',
    noticedBy: {
      file: RECORDINGS,
      title: 'a result that no order explains is told with its line, and with the answers that are allowed',
    },
  },
};
