// The files that `procession init` writes, from what was chosen: no file system here, and no questions.
import { posix } from 'node:path';
import { PACKAGE_NAME } from '../../../contract/package-name.ts';
import { GATE_CONFIG_FILE } from '../files/gate-config.ts';

/** The runners that a test can be written for. */
export const RUNNERS = ['vitest', 'node', 'none'] as const;
/** The services that a workflow can be written for. */
export const SERVICES = ['github', 'gitlab', 'none'] as const;

/** The file in which GitLab looks for jobs. */
export const PIPELINE_FILE = '.gitlab-ci.yml';

/** Everything that is to be known of the project. */
export interface ProjectChoices {
  /** As `--sut` takes it. */
  readonly sut: string;
  /** Whether that is the path of a module. */
  readonly module: boolean;
  /** The name that was asked for, where the module has another since files of that one would be CommonJS here. */
  readonly insteadOf?: string;
  /** The kind of modules that package.json says its files are; `undefined` where it says none or is not there. */
  readonly packageType: string | undefined;
  readonly set: string | undefined;
  /** The set whose commands the toy knows. */
  readonly toySet: string;
  readonly test: (typeof RUNNERS)[number];
  readonly ci: (typeof SERVICES)[number];
  /** Whether GitLab has a pipeline here: then the jobs go into a file of their own. */
  readonly hasPipeline: boolean;
}

/** A file to be written. */
export interface PlannedFile {
  /** From the project's folder, with slashes. */
  readonly path: string;
  readonly purpose: string;
  /** Its text, or the example of the package that has it, with the module's name in place of the example's. */
  readonly text?: string;
  readonly example?: string;
  readonly replaced?: readonly [string, string];
}

/** Languages that a toy is written in, by how its module's name ends. */
const LANGUAGES: Readonly<Record<string, 'ts' | 'js'>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.js': 'js',
  '.mjs': 'js',
};

/** The ends of names that a toy can have. */
export const ENDINGS: readonly string[] = Object.keys(LANGUAGES);

/** The ends of names that a module which is there can have. */
export const MODULE_ENDINGS: readonly string[] = [...ENDINGS, '.cts', '.cjs'];

/** Whether a module that is to be written can be. */
export function canBeWritten(module: string): boolean {
  return ENDINGS.includes(posix.extname(module));
}

/** The name with which a module can have imports and exports in a package of a type: `.mts` for `.ts` where that is CommonJS. */
export function moduleName(path: string, packageType: string | undefined): string {
  const ending = posix.extname(path);
  const isCommonJs = packageType === 'commonjs' ? /^\.c?[jt]s$/ : /^\.c[jt]s$/;
  return isCommonJs.test(ending) ? `${path.slice(0, -ending.length)}.m${ending.slice(-2)}` : path;
}

/** The files, in the order in which they are told. */
export function plannedFiles(choices: ProjectChoices): readonly PlannedFile[] {
  const { sut, module, insteadOf, packageType, set, toySet, test, ci, hasPipeline } = choices;
  const files: PlannedFile[] = [
    { path: GATE_CONFIG_FILE, purpose: "the gate's options", text: configText(sut, set) },
  ];
  const ending = posix.extname(sut);
  if (module)
    files.push({
      path: posix.normalize(sut),
      purpose: `a toy that is right: put yours in its place${insteadOf === undefined ? '' : ` (${insteadOf} would be CommonJS here)`}`,
      example: `starter/${toySet}.${LANGUAGES[ending] ?? 'js'}`,
    });
  if (module && test !== 'none')
    files.push({
      path: posix.normalize(moduleName(`${sut.slice(0, -ending.length)}.test${ending}`, packageType)),
      purpose: `its checks as tests of ${test === 'node' ? 'Node' : 'Vitest'}`,
      example: `starter/suite.${test}.js`,
      replaced: ['./my-system.ts', `./${posix.basename(sut)}`],
    });
  if (ci === 'github')
    files.push({
      path: '.github/workflows/procession.yml',
      purpose: 'the gate on every change',
      example: 'ci/procession.yml',
    });
  if (ci === 'gitlab')
    files.push({
      path: hasPipeline ? '.gitlab/procession.yml' : PIPELINE_FILE,
      purpose: `the gate on every change${hasPipeline ? `: include it in ${PIPELINE_FILE}` : ''}`,
      example: 'ci/gitlab.yml',
    });
  return files;
}

function configText(sut: string, set: string | undefined): string {
  const $schema = `./node_modules/${PACKAGE_NAME}/schema/gate-config-1.schema.json`;
  return `${JSON.stringify({ $schema, sut, ...(set !== undefined && { set }) }, null, 2)}\n`;
}
