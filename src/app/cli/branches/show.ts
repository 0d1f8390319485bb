// procession show of a file with branches: lanes in the terminal, the page, and the forms that can tell of branches.
import type { System } from '../../../contract/system.ts';
import { commandCount } from '../../../counterexample/concurrent-failure.ts';
import { programOf } from '../../../contract/notation/trace-of-run.ts';
import { specificationOf } from '../../../command-sets.ts';
import { tellConcurrentStory } from '../../../counterexample/explain/concurrent-story.ts';
import type { ConcurrentStory } from '../../../counterexample/explain/concurrent-story.ts';
import { concurrentRecordOf, printConcurrentRecord } from '../../../counterexample/file/concurrent-record.ts';
import type { ConcurrentEvidence } from '../../../counterexample/file/read-file.ts';
import { lanesMermaidOf } from '../../../counterexample/formats/mermaid-lanes.ts';
import { vitestOfBranches } from '../../../counterexample/formats/vitest.ts';
import { ownSystemOf } from '../../../own-systems.ts';
import { closeSystem } from '../../../lockstep/exceptions.ts';
import { branchesPageOf } from '../../web/branches-page/page.ts';
import { EXIT_STATUS, Misuse } from '../exit-codes.ts';
import { setFor } from '../files/counterexample.ts';
import { deliver } from '../files/deliver.ts';
import { builtInNamed, isModule } from '../options/system-kinds.ts';
import { openSystem, refuseProfileFor, refuseWithoutSystem } from '../options/system.ts';
import type { SystemFlags } from '../options/system.ts';
import { printJson, printProblem } from '../print.ts';
import { concurrentStoryLines } from '../report/concurrent-story.ts';
import { recordedStory } from './recorded.ts';
import { refusePrefix, replayed } from './replayed.ts';

/** The options of show. */
export interface ShowFlags extends SystemFlags {
  readonly sut?: string;
  readonly format: string;
  readonly tree?: true;
  readonly output?: string;
  readonly open?: true;
  readonly json?: true;
}

/** The forms that can tell of branches, in the order of the help. */
const FORMS: Readonly<
  Record<string, (story: ConcurrentStory, file: string, flags: ShowFlags) => string | readonly string[]>
> = {
  terminal: (story, file, { tree }) => concurrentStoryLines(story, file, tree ? 'tree' : 'notation'),
  json: recordText,
  mermaid: (story) => lanesMermaidOf(story),
  vitest: (story, _, { sut }) =>
    vitestOfBranches(
      story,
      ownSystemOf(story.commandSet).importName,
      sut !== undefined && isModule(sut) ? sut : undefined,
    ),
  html: (story) => branchesPageOf(story),
};

/** Shows it; the exit code. */
export async function showBranches(
  file: string,
  evidence: ConcurrentEvidence,
  flags: ShowFlags,
): Promise<number> {
  const form = Object.hasOwn(FORMS, flags.format) ? FORMS[flags.format] : undefined;
  if (form === undefined) {
    const names = Object.keys(FORMS).join(', ');
    throw new Misuse(`${file} has branches, which --format ${flags.format} cannot tell: it takes ${names}`);
  }
  const { story, badEnd, open } = await storyOf(file, evidence, flags);
  const output = await deliver(form(story, file, flags), flags);
  if (flags.json === true) printJson(storyJson(story, file, output));
  if (open !== undefined) printProblem(open);
  if (badEnd === undefined) return open === undefined ? EXIT_STATUS.pass : EXIT_STATUS.inconclusive;
  printProblem(badEnd); // The form that was asked for is whole without it.
  return EXIT_STATUS.fail;
}

interface Told {
  readonly story: ConcurrentStory;
  readonly badEnd: string | undefined;
  /** The reason that a run that did not fail rules nothing out. */
  readonly open?: string | undefined;
}

async function storyOf(file: string, evidence: ConcurrentEvidence, flags: ShowFlags): Promise<Told> {
  // A file must not run code: without --sut only what is built in is run.
  const named = evidence.origin === undefined ? undefined : builtInNamed(evidence.origin.system);
  const words = flags.sut ?? named;
  const system =
    words === undefined ? undefined : await openSystem(words, { ...flags, set: setFor(words, evidence) });
  if (system !== undefined && (flags.sut !== undefined || (system.concurrent ?? []).length > 0)) {
    refusePrefix(file, evidence, system);
    const told = await storyOn(file, evidence, system);
    return { ...told, badEnd: await closeSystem(system) };
  }
  refuseWithoutSystem(flags);
  refuseProfileFor(evidence.concurrent.commandSet, flags);
  refusePrefix(file, evidence);
  return { story: recordedStory(evidence), badEnd: undefined };
}

/** The story of a run made now. */
async function storyOn(
  file: string,
  evidence: ConcurrentEvidence,
  system: System,
): Promise<Pick<Told, 'story' | 'open'>> {
  const { verdict, reason, run, failure, explainedBy, runs } = await replayed(evidence, system);
  if (runs === 0) {
    await closeSystem(system);
    throw new Misuse(`${file} cannot be run on ${system.name}: ${reason}`);
  }
  const { origin, record } = evidence;
  const story = tellConcurrentStory({
    specification: specificationOf(system),
    system: system.name,
    // A certificate of another system says nothing of this one.
    ...(origin?.system === system.name && { seed: origin.seed, certificate: record?.certificate }),
    outcome: OUTCOMES[verdict],
    program: programOf(evidence.concurrent),
    run,
    failure,
    explainedBy,
  });
  return { story, ...(verdict === 'inconclusive' && { open: reason }) };
}

const OUTCOMES = { fail: 'failed', pass: 'passed', inconclusive: 'inconclusive' } as const;

function recordText(
  { failure, system, seed, specification, certificate, outcome }: ConcurrentStory,
  file: string,
): string {
  if (failure !== undefined && system !== undefined && failure.run !== undefined) {
    const origin = { system, ...(seed !== undefined && { seed }) };
    return printConcurrentRecord(concurrentRecordOf(failure, origin, specification.vocabulary, certificate));
  }
  throw new Misuse(
    outcome === 'passed'
      ? `${file} does not fail on ${system}: the JSON form tells of a failure`
      : `the JSON form tells of a failure with its run: --sut says which system fails on ${file}`,
  );
}

/** The outcome, for machines (docs/json.md). */
function storyJson(
  { outcome, system, seed, commandSet, program, failure, specification, certificate }: ConcurrentStory,
  file: string,
  output: string | undefined,
): Readonly<Record<string, unknown>> {
  const origin = { system: system ?? '', ...(seed !== undefined && { seed }) };
  return {
    file,
    outcome,
    system: system ?? null,
    commandSet,
    commands: commandCount(program),
    branches: program.branches.length,
    output: output ?? null,
    counterexample:
      failure === undefined
        ? null
        : concurrentRecordOf(failure, origin, specification.vocabulary, certificate),
  };
}
