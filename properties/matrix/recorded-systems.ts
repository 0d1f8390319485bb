// The systems of docs/systems.md: how each is asked, and the reports on them that are on record, reduced to what the table reads.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findingsIn } from '../../src/app/matrix/findings.ts';
import { systemsMarkdown } from '../../src/app/matrix/markdown.ts';
import { readSystemReport } from '../../src/app/matrix/read-system-report.ts';
import { systemsTable } from '../../src/app/matrix/systems-table.ts';

/** The files. */
export const SYSTEMS_RECORD = fileURLToPath(new URL('../recorded/systems.json', import.meta.url));
export const SYSTEMS_PAGE = fileURLToPath(new URL('../../docs/systems.md', import.meta.url));

/** A report on record: the words after `procession` that it came from, and what they printed with --json, reduced. */
export interface RecordedReport {
  readonly words: readonly string[];
  readonly report: Readonly<Record<string, unknown>>;
}

/** A way in which a system is asked. */
export interface Asked {
  /** The program that makes the system, where there is one to be built: its path below the folder for what is built. */
  readonly built?: string;
  readonly words: readonly string[];
}

/** The folder for what is built, as command lines name it. */
export const BUILT = '.procession/systems';

const SEED = ['--seed', '1', '--no-save'];
const sutOf = (program: string): readonly string[] => ['--sut', `cmd:${program}`];
const check = (...words: readonly string[]): readonly string[] => ['check', ...words, ...SEED];

/** In the order of the columns. */
export const ASKED: readonly Asked[] = [
  { words: check('--runs', '1000') },
  { words: ['explore', '--ids', '3'] },
  { words: check('--set', 'posix', '--runs', '1000') },
  { words: ['explore', '--set', 'posix', '--ids', '3'] },
  { words: check('--set', 'job-control', '--runs', '1000') },
  { words: check('--sut', 'linux', '--runs', '200') },
  { words: ['tour', '--sut', 'linux', '--ids', '2', '--no-save'] },
  { words: check('--sut', 'linux', '--set', 'job-control', '--runs', '200', '--commands-max', '40') },
  { built: 'c/processes', words: check(...sutOf(`${BUILT}/c/processes`), '--runs', '200') },
  { built: 'rust/processes', words: check(...sutOf(`${BUILT}/rust/processes`), '--runs', '200') },
  { words: check(...sutOf('python3 examples/python/processes.py'), '--runs', '200') },
  { words: check(...sutOf('python3 examples/python/posix.py'), '--set', 'posix', '--runs', '200') },
  {
    built: 'axprocess/axprocess-guarded',
    words: check(...sutOf(`${BUILT}/axprocess/axprocess-guarded`), '--runs', '200'),
  },
  {
    words: check('--sut', './examples/axprocess/in-typescript/bare.ts', '--runs', '200', '--all-failures'),
  },
];

/** The reports on record. */
export function recordedReports(): readonly RecordedReport[] {
  return JSON.parse(readFileSync(SYSTEMS_RECORD, 'utf8')) as readonly RecordedReport[];
}

/** The part of docs/systems.md that is made from reports. */
export function systemsPart(reports: readonly RecordedReport[]): string {
  const findings = reports.flatMap(({ words, report }) => {
    const read = readSystemReport(JSON.stringify(report));
    if ('problem' in read) throw new Error(`${words.join(' ')}: ${read.problem}`);
    const found = findingsIn(words.join(' '), read.value);
    if ('problem' in found) throw new Error(`${words.join(' ')}: ${found.problem}`);
    return found.value;
  });
  const lines = reports.map(({ words }) => `npx procession-check ${words.map(quoted).join(' ')}`);
  return `${systemsMarkdown(systemsTable(findings))}\nAsked by:\n\n\`\`\`text\n${lines.join('\n')}\n\`\`\`\n`;
}

function quoted(word: string): string {
  return /^[\w./:-]+$/.test(word) ? word : `'${word}'`;
}

const BEGIN = '<!-- made by npm run systems:record: begin -->\n';
const END = '<!-- made by npm run systems:record: end -->\n';

/** The page with another made part. Throws where it has no place for one. */
export function withPart(page: string, part: string): string {
  const [before, rest] = page.split(BEGIN);
  const [, after] = rest?.split(END) ?? [];
  if (before === undefined || after === undefined)
    throw new Error('docs/systems.md has no place for the table: it has lost its marks');
  return `${before}${BEGIN}\n${part}\n${END}${after}`;
}
