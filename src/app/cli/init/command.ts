// procession init: the files with which a project begins to use the gate.
import type { Stats } from 'node:fs';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { COMMAND_SET_NAMES, DEFAULT_VOCABULARY } from '../../../command-sets.ts';
import { didYouMean } from '../../../contract/did-you-mean.ts';
import { codeOf, whyNot } from '../../../contract/file-trouble.ts';
import { COMMAND_LINE, PACKAGE_NAME } from '../../../contract/package-name.ts';
import { EXIT_STATUS, Misuse } from '../exit-codes.ts';
import { SET_HELP } from '../options/system.ts';
import { isModule, SYSTEM_HELP, systemProblem } from '../options/system-kinds.ts';
import { choice } from '../options/values.ts';
import { printJson, printLines, styled } from '../print.ts';
import { lineTerminal } from '../terminal.ts';
import {
  canBeWritten,
  ENDINGS,
  MODULE_ENDINGS,
  moduleName,
  PIPELINE_FILE,
  plannedFiles,
  RUNNERS,
  SERVICES,
} from './plan.ts';
import type { ProjectChoices, PlannedFile } from './plan.ts';
import { Questions } from './questions.ts';

interface InitFlags {
  readonly sut?: string;
  readonly set?: string;
  readonly test?: ProjectChoices['test'];
  readonly ci?: ProjectChoices['ci'];
  readonly yes?: true;
  readonly json?: true;
}

export function initCommand(): Command {
  return new Command('init')
    .option(
      '--sut <system>',
      `the system that the gate is to judge: ${SYSTEM_HELP}; a module that is missing is written`,
    )
    .addOption(choice('--set <commands>', SET_HELP, COMMAND_SET_NAMES))
    .addOption(choice('--test <runner>', `tests for a runner: ${RUNNERS.join(', ')}`, RUNNERS))
    .addOption(choice('--ci <service>', `a workflow for a service: ${SERVICES.join(', ')}`, SERVICES))
    .option('--yes', 'ask nothing, and take what is usual; any other option does the same for the rest')
    .option('--json', 'one JSON object on standard output, and nothing else there')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: InitFlags) => {
      process.exitCode = await init(flags);
    });
}

const EXAMPLES = `
Examples:
  ${COMMAND_LINE} init                                       asks what it needs to know
  ${COMMAND_LINE} init --yes                                 asks nothing
  ${COMMAND_LINE} init --sut ./processes.ts --test node --ci none
  ${COMMAND_LINE} init --sut 'cmd:python3 mine.py' --ci gitlab`;

async function init(flags: InitFlags): Promise<number> {
  const choices = await choicesFrom(flags);
  const files = written(plannedFiles(choices));
  const next = nextLines(choices);
  if (flags.json) {
    const paths = (isNew: boolean) => files.filter((file) => file.isNew === isNew).map(({ path }) => path);
    printJson({ written: paths(true), left: paths(false), next });
  } else {
    const width = Math.max(...files.map(({ path }) => path.length));
    printLines([
      ...files.map(({ path, purpose, isNew }) =>
        isNew
          ? `${styled('green', 'wrote')}  ${path.padEnd(width)}  ${purpose}`
          : `${styled('yellow', 'left')}   ${path.padEnd(width)}  it is there already`,
      ),
      '',
      'next:',
      ...next.map((line) => `  ${line}`),
    ]);
  }
  return EXIT_STATUS.pass;
}

/** Everything that is to be known, from the options, else by asking, else as is usual. */
async function choicesFrom(flags: InitFlags): Promise<ProjectChoices> {
  const { sut: said, set, test, ci, yes } = flags;
  const usual = { sut: usualSystem(), ci: usualService() };
  if ([said, set, test, ci, yes].some((option) => option !== undefined))
    return settled({ ...usual, ...flags });
  const terminal = lineTerminal();
  if (terminal === undefined)
    throw new Misuse(
      `there is no terminal to ask on: say --sut, --test and --ci, or --yes for ${usual.sut}, ${usualRunner()} and ${usual.ci}`,
    );
  using questions = new Questions(terminal);
  const system = await questions.ask('the system, a module or cmd:PROGRAM', usual.sut, sutProblem);
  const runner = isModule(system)
    ? await questions.ask(`tests for ${RUNNERS.join(', ')}`, usualRunner(), noneOf(RUNNERS))
    : 'none';
  const service = await questions.ask(`a workflow for ${SERVICES.join(', ')}`, usual.ci, noneOf(SERVICES));
  return settled({
    sut: system,
    test: runner as ProjectChoices['test'],
    ci: service as ProjectChoices['ci'],
  });
}

function noneOf(words: readonly string[]): (answer: string) => string | undefined {
  return (answer) =>
    words.includes(answer) ? undefined : `it must be one of ${words.join(', ')}${didYouMean(answer, words)}`;
}

function settled(said: Pick<ProjectChoices, 'sut' | 'ci'> & InitFlags): ProjectChoices {
  const { sut, set, ci } = said;
  const problem = sutProblem(sut);
  if (problem !== undefined) throw new Misuse(problem);
  const isPath = isModule(sut);
  const packageType = packageTypeAt(isPath ? dirname(sut) : '.');
  const module = isPath && !existsSync(sut) ? moduleName(sut, packageType) : sut;
  if (!isPath && said.test !== undefined && said.test !== 'none')
    throw new Misuse(
      `--test goes with a module: no test can be written of ${sut}, which the gate itself judges`,
    );
  return {
    sut: module,
    module: isPath,
    ...(module !== sut && { insteadOf: sut }),
    packageType,
    set,
    toySet: set ?? DEFAULT_VOCABULARY.id,
    test: isPath ? (said.test ?? usualRunner()) : 'none',
    ci,
    hasPipeline: existsSync(PIPELINE_FILE),
  };
}

/** The reason that no gate could be set up for the system, in a sentence. */
function sutProblem(sut: string): string | undefined {
  const problem = systemProblem(sut);
  if (problem !== undefined || !isModule(sut)) return problem;
  const there = statSync(sut, { throwIfNoEntry: false });
  if (there !== undefined) return problemOfFile(sut, there);
  if (!canBeWritten(sut))
    return `there is no file ${sut}: to be written, it must end in ${ENDINGS.join(', ')}`;
  return existsSync(dirname(sut)) ? undefined : `--sut: there is no folder ${dirname(sut)}`;
}

function problemOfFile(sut: string, there: Stats): string | undefined {
  if (!there.isFile())
    return `${sut} is ${there.isDirectory() ? 'a folder' : 'no regular file'}, not a module`;
  return MODULE_ENDINGS.includes(extname(sut))
    ? undefined
    : `the name of a module must end in one of ${MODULE_ENDINGS.join(', ')}, and ${sut} has another end: a program is cmd:PROGRAM`;
}

/** TypeScript where this Node runs it; with a name that is a module's in a package of any type. */
function usualSystem(): string {
  const language = process.features.typescript === false ? 'js' : 'ts';
  return `./my-system.${packageTypeAt('.') === 'module' ? '' : 'm'}${language}`;
}

function usualRunner(): ProjectChoices['test'] {
  return existsSync('node_modules/vitest') ? 'vitest' : 'node';
}

function usualService(): ProjectChoices['ci'] {
  return existsSync(PIPELINE_FILE) ? 'gitlab' : 'github';
}

/** Writes the files; one that is there stays as it is. */
function written(files: readonly PlannedFile[]): readonly (PlannedFile & { readonly isNew: boolean })[] {
  const done: (PlannedFile & { readonly isNew: boolean })[] = [];
  for (const file of files) {
    const { path } = file;
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, textOf(file), { flag: 'wx' });
      done.push({ ...file, isNew: true });
    } catch (error) {
      if (codeOf(error) !== 'EEXIST' || !existsSync(path)) {
        const before = done.filter(({ isNew }) => isNew).map((each) => each.path);
        const rest = before.length === 0 ? '' : `; ${before.join(', ')} was written`;
        throw new Misuse(`${path} cannot be written: ${whyNot(error)}${rest}`, { cause: error });
      }
      done.push({ ...file, isNew: false });
    }
  }
  return done;
}

/** The examples of the package: the same way leads there from the sources and from what is built of them. */
const EXAMPLES_FOLDER = new URL('../../../../examples/', import.meta.url);

function textOf({ text, example = '', replaced: [from, to] = ['', ''] }: PlannedFile): string {
  return text ?? readFileSync(new URL(example, EXAMPLES_FOLDER), 'utf8').replace(from, to);
}

/** Lines to be run in the folder until the gate has said its first verdict. */
function nextLines({ test }: ProjectChoices): readonly string[] {
  const missing = [
    ...(existsSync(`node_modules/${PACKAGE_NAME}`) ? [] : [PACKAGE_NAME]),
    ...(test !== 'vitest' || existsSync('node_modules/vitest') ? [] : ['vitest']),
  ];
  return [
    ...(missing.length === 0 ? [] : [`npm install --save-dev ${missing.join(' ')}`]),
    ...(test === 'vitest' ? ['npx vitest run'] : []),
    ...(test === 'node' ? ['node --test'] : []),
    `${COMMAND_LINE} gate`,
  ];
}

/** The type that the nearest package.json says, from a folder upwards; `undefined` where it says none or there is none. */
function packageTypeAt(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const file = join(at, 'package.json');
    if (existsSync(file)) return typeIn(file);
    if (at === dirname(at)) return undefined;
  }
}

function typeIn(file: string): string | undefined {
  try {
    const { type } = (JSON.parse(readFileSync(file, 'utf8')) ?? {}) as { readonly type?: unknown };
    return typeof type === 'string' ? type : undefined;
  } catch {
    return undefined; // Whoever has a broken one has been told by npm.
  }
}
