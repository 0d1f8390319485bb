// The gate's configuration file: everything that may stand in it, and sentences for what may not. The published schema is
// made from the table here.
import { existsSync } from 'node:fs';
import * as v from 'valibot';
import { COMMAND_SET_NAMES, VOCABULARIES } from '../../../command-sets.ts';
import { didYouMean } from '../../../contract/did-you-mean.ts';
import { whyNot } from '../../../contract/file-trouble.ts';
import { describeValue } from '../../../contract/foreign-value.ts';
import { readJson } from '../../../counterexample/file/json-reader.ts';
import { readRegular } from '../../../counterexample/file/regular-file.ts';
import { PACKED_ID_MAX } from '../../../model/bounded/columns.ts';
import { NEED_NAMES } from '../../gate/needs.ts';
import { SIZES } from '../../gate/settings.ts';
import { Misuse } from '../exit-codes.ts';

/** The file that is read where none is named and it is there. */
export const GATE_CONFIG_FILE = 'procession.gate.json';

const text = (says: string) =>
  v.pipe(v.string('must be a text'), v.nonEmpty('must not be empty'), v.description(says));

const whole = (least: number, most: number, says: string) => {
  const must = `must be a whole number from ${least} to ${most}`;
  return v.pipe(
    v.number(must),
    v.integer(must),
    v.minValue(least, must),
    v.maxValue(most, must),
    v.description(says),
  );
};

const SECONDS = 'must be a number of seconds above 0';
const seconds = (says: string) =>
  v.pipe(
    v.number(SECONDS),
    v.gtValue(0, SECONDS),
    v.maxValue(1e6, 'must be 1000000 seconds at most'),
    v.description(says),
  );

const oneOf = (words: readonly string[], says: string) =>
  v.pipe(v.picklist(words, `must be one of ${words.join(', ')}`), v.description(says));

const FOLDER = 'must be a folder, or false for none';
const folderOrNone = (says: string) =>
  v.pipe(v.union([v.pipe(v.string(), v.nonEmpty(FOLDER)), v.literal(false)], FOLDER), v.description(says));

const texts = (says: string) =>
  v.pipe(
    v.array(v.pipe(v.string('must be a text'), v.nonEmpty('must not be empty')), 'must be a list'),
    v.description(says),
  );

const OBJECT = 'must be an object';
const ABOVE_1 = 'must be a number above 1';

/** Each key may be left out, and means what the option of its name means on the command line, which wins over it. */
const KEYS = {
  $schema: text('Where the schema of this file is, for editors.'),
  sut: text('The system, as --sut takes it; the path of a module is taken from the folder of this file.'),
  set: oneOf(COMMAND_SET_NAMES, 'The command set; by default the one that the system answers.'),
  profile: oneOf(Object.keys(SIZES), 'The amount of work.'),
  choices: oneOf(
    [...new Set(VOCABULARIES.flatMap(({ profiles }) => profiles))],
    'Whose choices are right where the standard leaves one.',
  ),
  known: text('The file of known deviations.'),
  env: v.pipe(
    v.record(
      v.pipe(v.string(), v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of a variable')),
      v.pipe(v.string('must be a text'), v.regex(/^[^\0]*$/, 'must be without the character 0')),
      OBJECT,
    ),
    v.description('Variables of the environment for a program or a module.'),
  ),
  timeLimitStep: seconds('How long the system may take for an answer.'),
  timeLimitStart: seconds('How long it may take to start.'),
  memoryLimitSystem: whole(128, 1e6, 'Megabytes that its process may take.'),
  timeLimitCheck: seconds('How long one check may take before it is inconclusive.'),
  base: text('The version to compare speed with, as git names it.'),
  corpus: folderOrNone('The folder of traces that once failed, replayed first.'),
  save: folderOrNone('The folder where failures are stored.'),
  seeds: whole(1, 1000, 'Lots of random runs whose seeds are the same each time.'),
  runs: whole(1, 0x7fff_ffff, 'Random runs of the check "random".'),
  commandsMax: whole(1, 1_000_000, 'Commands in a run at most.'),
  ids: whole(1, PACKED_ID_MAX, 'Ids of the tour.'),
  checks: texts('Modules with further checks, each of which exports one as "check".'),
  leaveOut: texts('Names of checks that are not run.'),
  require: v.pipe(
    v.array(v.picklist(NEED_NAMES, `must be one of ${NEED_NAMES.join(', ')}`), 'must be a list'),
    v.description('Needs of checks that must be met here: without one the gate is inconclusive.'),
  ),
  performance: v.pipe(
    v.strictObject(
      {
        threshold: v.exactOptional(
          v.pipe(
            v.number(ABOVE_1),
            v.gtValue(1, ABOVE_1),
            v.description('A slow-down beyond this fails: 1.1 is a tenth more time than the base takes.'),
          ),
        ),
      },
      OBJECT,
    ),
    v.description('The comparison with the base.'),
  ),
};

/** The schema of the file. */
export const GATE_CONFIG = v.partial(v.strictObject(KEYS, OBJECT));

/** The content of the file. */
export type GateConfig = v.InferOutput<typeof GATE_CONFIG>;

/** The configuration in a text. Throws {@link Misuse}: a sentence that begins with the file and the path of the key. */
export function gateConfigIn(file: string, content: string): GateConfig {
  const read = readJson(content, (json) => json);
  if ('problem' in read) throw new Misuse(`${file}:${read.problem}`);
  refuseLists(file, read.value);
  const parsed = v.safeParse(GATE_CONFIG, read.value);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const path = v.getDotPath(issue);
  throw new Misuse(`${file}: ${path === null ? '' : `${path}: `}${problemOf(issue)}`);
}

/** To the library a list is an object, too. */
function refuseLists(file: string, given: unknown): void {
  const { env, performance } = (given ?? {}) as Readonly<Record<string, unknown>>;
  const [path, list] =
    Object.entries({ '': given, env, performance }).find(([, value]) => Array.isArray(value)) ?? [];
  if (path !== undefined)
    throw new Misuse(`${file}: ${path === '' ? '' : `${path}: `}${OBJECT}, not ${describeValue(list)}`);
}

function problemOf({ expected, input, message, path }: v.BaseIssue<unknown>): string {
  const [first, second] = path ?? [];
  const last = second ?? first;
  if (last?.origin === 'key' && expected === 'never') {
    const known = Object.keys(second === undefined ? KEYS : KEYS.performance.pipe[0].entries);
    return `there is no such key${didYouMean(String(last.key), known) || `; there are ${known.join(', ')}`}`;
  }
  return last?.origin === 'key' ? message : `${message}, not ${describeValue(input)}`;
}

/** The file that is named, else the usual one where it is there; `false` for none. */
export function readGateConfig(
  named: string | false | undefined,
): { readonly file: string; readonly config: GateConfig } | undefined {
  if (named === false || (named === undefined && !existsSync(GATE_CONFIG_FILE))) return undefined;
  const file = named ?? GATE_CONFIG_FILE;
  let content: string;
  try {
    content = readRegular(file);
  } catch (error) {
    throw new Misuse(`${file} cannot be read: ${whyNot(error)}`, { cause: error });
  }
  return { file, config: gateConfigIn(file, content) };
}
