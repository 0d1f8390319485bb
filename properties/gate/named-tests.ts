// Runs single tests of a checkout by file and title, and tells of each how it ended: an assertion that failed is another
// thing than a file that cannot be loaded, or a title that no test has.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endGroupOf } from './process-group.ts';

/** A test: its file, and its title as it is written there. */
export interface NamedTest {
  readonly file: string;
  /** A title with places to be filled (`%s`, `$name`) stands for all of its tests. */
  readonly title: string;
}

/** The end of a named test. */
export type TestEnd =
  | { readonly end: 'passed' }
  /** `sentence` is the first line of what it said. */
  | { readonly end: 'assertion failed'; readonly sentence: string }
  /** It failed, and no assertion of its own says so. */
  | { readonly end: 'error'; readonly sentence: string }
  /** Vitest came to no end, or wrote no report: nothing is known of the test. */
  | { readonly end: 'unknown'; readonly sentence: string }
  /** There is no such test, or none was run. */
  | { readonly end: 'not run'; readonly sentence: string };

/** The part of Vitest's report that is read. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly title: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

/** A pattern of the titles that a title as it is written stands for. */
export function patternOf(title: string): string {
  return title
    .split(/%[sdifjoO#$%]|\$\{[^}]*\}|\$[\w.]+/)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('.*');
}

/** A backstop: a fault may let a test run for ever. A slow machine needs some minutes for all of them. */
const TIME_MAX_MS = 1_800_000;

/** Runs tests of the checkout at `root`; each with its end, in their order. `reportIn`: a folder for the report. */
export class NamedTests {
  readonly #root: string;
  readonly #report: string;
  readonly #timeMaxMs: number;
  #child: ChildProcess | undefined;

  constructor(root: string, reportIn: string, timeMaxMs = TIME_MAX_MS) {
    this.#root = root;
    this.#report = join(reportIn, 'report.json');
    this.#timeMaxMs = timeMaxMs;
  }

  /** One start of Vitest. */
  async run(tests: readonly NamedTest[]): Promise<readonly TestEnd[]> {
    rmSync(this.#report, { force: true });
    const said = await this.#vitest([
      'run',
      ...new Set(tests.map(({ file }) => file)),
      '--testNamePattern',
      [...new Set(tests.map(({ title }) => patternOf(title)))].join('|'),
      '--reporter=json',
      `--outputFile=${this.#report}`,
      '--no-color',
    ]);
    let report: Report;
    try {
      report = JSON.parse(readFileSync(this.#report, 'utf8')) as Report;
    } catch {
      // Vitest's own words say more than the report that it did not write.
      const sentence = `Vitest made no report: ${lastLine(said)}`;
      return tests.map(() => ({ end: 'unknown', sentence }));
    }
    return tests.map((each) => endIn(report, each, this.#root));
  }

  /** Ends what is running, its workers too. */
  end(): void {
    if (this.#child !== undefined) endGroupOf(this.#child);
  }

  async #vitest(words: readonly string[]): Promise<string> {
    const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', ...words], {
      cwd: this.#root,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: { ...process.env, NO_COLOR: '1' },
    });
    this.#child = child;
    let said = '';
    const late = setTimeout(() => {
      said += `\nit did not end within ${this.#timeMaxMs / 1000} seconds`;
      this.end();
    }, this.#timeMaxMs);
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => void (said += text));
    await new Promise((done) => void child.once('close', done));
    clearTimeout(late);
    this.#child = undefined;
    return said;
  }
}

/** The end of a test as Vitest's report has it. */
export function endIn({ testResults }: Report, { file, title }: NamedTest, root: string): TestEnd {
  const ofFile = testResults.find(({ name }) => name === join(root, file));
  if (ofFile === undefined) return { end: 'not run', sentence: `${file} was not run` };
  // Properties add the seed that they were given.
  const pattern = new RegExp(`^${patternOf(title)}(?: \\(with seed=.*)?$`);
  const ran = ofFile.assertionResults.filter(
    (each) => (each.status === 'passed' || each.status === 'failed') && pattern.test(each.title),
  );
  if (ran.length === 0) {
    const why = ofFile.status === 'failed' ? firstLine(ofFile.message ?? '') : 'no test has that title';
    return { end: 'not run', sentence: `${file}: "${title}" was not run: ${why}` };
  }
  const messages = ran
    .filter(({ status }) => status === 'failed')
    .map((each) => each.failureMessages?.[0] ?? '');
  if (messages.length === 0) return { end: 'passed' };
  const asserted = messages.find((message) => /\bAssertionError\b/.test(message));
  return asserted === undefined
    ? { end: 'error', sentence: firstLine(messages[0]) }
    : { end: 'assertion failed', sentence: firstLine(asserted) };
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
