// Asks every system of docs/systems.md, and writes the reports and the page. It takes some minutes, a C compiler and cargo; what
// cannot be run here is said, and its reports on record stay as they are.
// Usage: npm run systems:record [-- --page]   with --page the page alone is written anew, from the reports on record
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSystemReport } from '../../src/app/matrix/read-system-report.ts';
import {
  ASKED,
  BUILT,
  recordedReports,
  SYSTEMS_PAGE,
  SYSTEMS_RECORD,
  systemsPart,
  withPart,
} from './recorded-systems.ts';
import type { Asked, RecordedReport } from './recorded-systems.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LIMIT_MS = 900_000;

/** Commands that build a program, and where it is then. */
const BUILDS: Readonly<Record<string, readonly [command: readonly string[], made: string]>> = {
  'c/processes': [
    ['cc', '-O2', '-o', `${BUILT}/c/processes`, 'examples/c/processes.c'],
    `${BUILT}/c/processes`,
  ],
  'rust/processes': [
    ['cargo', 'build', '--offline', '--release', '--manifest-path', 'examples/rust/Cargo.toml'],
    'release/processes',
  ],
  'axprocess/axprocess-guarded': [
    ['cargo', 'build', '--offline', '--manifest-path', 'examples/axprocess/tests/with-stub/Cargo.toml'],
    'debug/axprocess-guarded',
  ],
};

function ran(command: readonly string[]): {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
} {
  const [program = '', ...words] = command;
  const env = { ...process.env, NO_COLOR: '1', CARGO_TARGET_DIR: join(ROOT, BUILT, 'target') };
  const ended = spawnSync(program, words, {
    cwd: ROOT,
    env,
    encoding: 'utf8',
    timeout: LIMIT_MS,
    maxBuffer: 2 ** 28,
  });
  return { code: ended.status, out: ended.stdout ?? '', err: ended.error?.message ?? ended.stderr ?? '' };
}

/** The reason that a program could not be built; `undefined` where it is there. */
function whyNotBuilt(program: string): string | undefined {
  const [command, made] = BUILDS[program] ?? [];
  if (command === undefined || made === undefined) throw new Error(`nobody says how ${program} is built`);
  const place = join(ROOT, BUILT, program);
  mkdirSync(dirname(place), { recursive: true });
  const { code, err } = ran(command);
  if (code !== 0) return err.trim().split('\n').at(-1) ?? 'it ended with an error';
  const from = join(ROOT, BUILT, 'target', made);
  if (command[0] === 'cargo') copyFileSync(from, place);
  return undefined;
}

/** The report of a command, reduced; a sentence where it is none. */
function reportOf({ built, words }: Asked): RecordedReport | string {
  const unbuilt = built === undefined ? undefined : whyNotBuilt(built);
  if (unbuilt !== undefined) return unbuilt;
  const { out, err } = ran([process.execPath, 'src/app/cli/main.ts', ...words, '--json']);
  const read = readSystemReport(out);
  if ('problem' in read) return err === '' ? read.problem : err.trim();
  return { words, report: reduced(read.value.report) };
}

/** Without the states of failures and what is known of how they were found: the table does not read it. */
function reduced(report: object): Readonly<Record<string, unknown>> {
  const given = report as Readonly<Record<string, unknown>>;
  const { counterexample, otherFailures } = given;
  return {
    ...given,
    counterexample: counterexample === null ? null : bare(counterexample as object),
    ...(Array.isArray(otherFailures) && { otherFailures: otherFailures.map((each: object) => bare(each)) }),
  };
}

function bare(counterexample: object): object {
  const { commands, step, kind, concerns, missed, sentence, seenAnswer, violations, certificate, answers } =
    counterexample as Readonly<Record<string, unknown>>;
  return {
    commands,
    step,
    kind,
    concerns,
    missed,
    sentence,
    seenAnswer,
    violations,
    certificate,
    ...(answers !== undefined && { answers }),
    expectedAnswer: null,
    expected: null,
    seen: null,
    differences: [],
  };
}

if (!process.argv.includes('--page')) {
  const known = recordedReports();
  const reports = ASKED.flatMap((asked) => {
    const line = asked.words.join(' ');
    const report = reportOf(asked);
    if (typeof report !== 'string') {
      process.stdout.write(`asked: ${line}\n`);
      return [report];
    }
    process.stdout.write(`left as it was: ${line}: ${report}\n`);
    return known.filter(({ words }) => words.join(' ') === line);
  });
  writeFileSync(SYSTEMS_RECORD, `[\n${reports.map((report) => JSON.stringify(report)).join(',\n')}\n]\n`);
}
writeFileSync(SYSTEMS_PAGE, withPart(readFileSync(SYSTEMS_PAGE, 'utf8'), systemsPart(recordedReports())));
