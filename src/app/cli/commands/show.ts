// procession show: a counterexample in every form that it can be taken along in.
import { Command } from 'commander';
import type { System } from '../../../contract/system.ts';
import { specificationOf } from '../../../command-sets.ts';
import type { Evidence } from '../../../counterexample/file/read-file.ts';
import { tellingOf, whyNotApplicable } from '../../../counterexample/file/read-file.ts';
import type { Form } from '../../../counterexample/formats/form.ts';
import { FORMS, writeForm } from '../../../counterexample/formats/forms.ts';
import type { Story } from '../../../counterexample/explain/story.ts';
import { tellStory } from '../../../counterexample/explain/story.ts';
import { mutantCandidates, ownSystemOf } from '../../../own-systems.ts';
import type { Specification } from '../../../model/specification.ts';
import { pageOf } from '../../web/counterexample-page/page.ts';
import { closeSystem } from '../../../lockstep/exceptions.ts';
import type { ShowFlags } from '../branches/show.ts';
import { readAnyEvidenceFile, refuseUnissuable, setFor } from '../files/counterexample.ts';
import { EXIT_STATUS, Misuse } from '../exit-codes.ts';
import { choice, explorerLine } from '../options/values.ts';
import { deliver, PAGES_FOLDER } from '../files/deliver.ts';
import { refuseMissingFolder } from '../files/output.ts';
import { counterexampleJson } from '../../report/counterexample-json.ts';
import { printJson, printProblem } from '../print.ts';
import { storyLines } from '../report/story.ts';
import { openSystem, refuseProfileFor, refuseWithoutSystem, withSystemOptions } from '../options/system.ts';
import { builtInNamed, isModule } from '../options/system-kinds.ts';

const TERMINAL = {
  name: 'terminal',
  says: 'every step with the state after it, what differs, why each step is needed',
};
const PAGE: Form = { name: 'html', says: 'the page: one file, to click through', write: pageOf };
const GENERATED: readonly Form[] = [...FORMS, PAGE];
/** Everything that `--format` takes, in the order of the help. */
const FORMATS: readonly Pick<Form, 'name' | 'says'>[] = [TERMINAL, ...GENERATED];

/** The file that no later command line could read again. */
const STANDARD_INPUT = '-';

export function showCommand(): Command {
  const sut = { says: 'run it on this system (default: the one that the file names, if built in)' };
  return withSystemOptions(new Command('show'), { ...sut, optional: true })
    .argument('<file>', 'a trace file, or the JSON form of a counterexample; - for standard input')
    .addOption(
      choice(
        '--format <format>',
        'in which form',
        FORMATS.map(({ name }) => name),
      ).default(TERMINAL.name),
    )
    .option('--tree', 'in the terminal, states as trees')
    .option('--output <file>', 'write it to a file')
    .option(
      '--open',
      `write the page to a file (default: in ${PAGES_FOLDER}), say where, and open it: with $BROWSER, or in a terminal as the system opens files`,
    )
    .option(
      '--json',
      'one JSON object on standard output, and nothing else there: what came of it, or where the form was written',
    )
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, flags: ShowFlags) => {
      process.exitCode = await show(file, flags);
    });
}

const EXAMPLES = `
Forms:
${FORMATS.map(({ name, says }) => `  ${name.padEnd(8)}  ${says}`).join('\n')}`;

async function show(file: string, flags: ShowFlags): Promise<number> {
  if (flags.open && flags.format !== TERMINAL.name && flags.format !== PAGE.name)
    throw new Misuse(`--open shows the page: it does not go with --format ${flags.format}`);
  const format = flags.open ? PAGE.name : flags.format;
  if (flags.tree && format !== TERMINAL.name)
    throw new Misuse(`--tree goes with --format ${TERMINAL.name} alone`);
  refuseMissingFolder('--output', flags.output);
  if (flags.json === true && flags.output === undefined && format !== TERMINAL.name && flags.open !== true)
    throw new Misuse('--json is one object, and the form another text: --output says where that goes');
  const evidence = readAnyEvidenceFile(file);
  if ('concurrent' in evidence) {
    // Loaded here, since sequences need none of it.
    const { showBranches } = await import('../branches/show.ts');
    return await showBranches(file, evidence, { ...flags, format });
  }
  const system = await systemFor(evidence, flags);
  if (system === undefined) {
    refuseWithoutSystem(flags);
    refuseProfileFor(evidence.trace.commandSet, flags);
  }
  refuseUnissuable(file, evidence, specificationFor(evidence, system), system?.knownDeviations);
  const { story, badEnd } = await storyOf(evidence, system, file);
  const form = render(story, format, file, flags);
  const output = await deliver(form, flags);
  if (flags.json === true) printJson(storyJson(story, file, output));
  if (badEnd === undefined) return EXIT_STATUS.pass;
  printProblem(badEnd); // The form that was asked for is whole without it.
  return EXIT_STATUS.fail;
}

/** The outcome, for machines (docs/json.md). */
function storyJson(
  { outcome, system, commandSet, specification, steps, failure }: Story,
  file: string,
  output: string | undefined,
): Readonly<Record<string, unknown>> {
  return {
    file,
    outcome,
    system: system ?? null,
    commandSet,
    commands: steps.length,
    output: output ?? null,
    counterexample: failure === undefined ? null : counterexampleJson(failure, specification),
  };
}

/** The system asked for, else the one the file names: only where that is built in, for a file must not run code. */
async function systemFor(evidence: Evidence, flags: ShowFlags): Promise<System | undefined> {
  const origin = evidence.origin?.system;
  const words = flags.sut ?? (origin === undefined ? undefined : builtInNamed(origin));
  return words === undefined
    ? undefined
    : await openSystem(words, { ...flags, set: setFor(words, evidence) });
}

/** The rules that the story goes by. */
function specificationFor({ trace }: Evidence, system: System | undefined): Specification {
  return system === undefined ? tellingOf(trace, specificationOf(trace)) : specificationOf(system);
}

/** The story, and why the system's end was bad, if it was. */
async function storyOf(
  evidence: Evidence,
  system: System | undefined,
  file: string,
): Promise<{ readonly story: Story; readonly badEnd: string | undefined }> {
  const specification = specificationFor(evidence, system);
  const reason = system === undefined ? undefined : whyNotApplicable(evidence, system, specification);
  if (reason !== undefined) throw new Misuse(`${file} cannot be run on ${system?.name}: ${reason}`);
  const name = system?.name ?? evidence.origin?.system;
  const story = await tellStory(
    evidence,
    specification,
    system,
    mutantCandidates(evidence.trace.commandSet).filter((mutant) => mutant.name !== name),
  );
  return { story, badEnd: system === undefined ? undefined : await closeSystem(system) };
}

/** Generated text, or the lines of a report. */
function render(story: Story, format: string, file: string, flags: ShowFlags): string | readonly string[] {
  const form = GENERATED.find(({ name }) => name === format);
  if (form === undefined) {
    const lines = storyLines(story, file, flags.tree ? 'tree' : 'notation');
    return file === STANDARD_INPUT ? lines : [...lines, '', `to try it: ${explorerLine(file)}`];
  }
  const module = flags.sut !== undefined && isModule(flags.sut) ? flags.sut : undefined;
  const text = writeForm(form, story, { file, own: ownSystemOf(story.commandSet).importName, module });
  if (typeof text === 'string') return text;
  throw new Misuse(text.unwritable);
}
