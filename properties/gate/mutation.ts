// Mutates the files that are covered, or those that are named, and compares the survivors with the record. Survivors
// that are not on it are written down in its form, ready to be given a reason. With --record, the record is renewed in what
// needs no reason: the number of mutants of each file, and survivors that survive no more.
// Usage: node properties/gate/mutation.ts [--record] [FILE…]
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ROOT } from '../support/repository.ts';
import { exitCodeOf } from '../../src/app/cli/exit-codes.ts';
import { inconclusive } from '../../src/app/gate/check.ts';
import type { CheckOutcome } from '../../src/app/gate/check.ts';
import { outcomeOfFindings } from './mutation-check.ts';
import { mutantsIn } from './mutation-report.ts';
import { runStryker } from './mutation-run.ts';
import { compareSurvivors, renewed, SURVIVORS_FILE, survivorsOnRecord } from './surviving-mutants.ts';
import type { SurvivorsRecord } from './surviving-mutants.ts';

const UNLISTED = '.stryker/unlisted.json';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { record: { type: 'boolean', default: false } },
});

/** The verdict on these files. */
async function outcomeOfFiles(named: readonly string[]): Promise<CheckOutcome> {
  const record = survivorsOnRecord(ROOT);
  const files = named.length === 0 ? Object.keys(record.files) : named;
  const ended = await runStryker(ROOT, files, {
    stopped: () => false,
    progress: (phrase) => void (process.stderr.isTTY && process.stderr.write(`\r\u001B[K${phrase}`)),
  });
  if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
  if (ended.end !== 'reports')
    return inconclusive(ended.end === 'stopped' ? 'it was stopped' : ended.sentence);
  const mutants = ended.texts.flatMap((text) => mutantsIn(text, files));
  const counts: Record<string, number> = {};
  for (const file of files) {
    const its = compareSurvivors(
      mutants.filter((mutant) => mutant.file === file),
      record,
      [file],
    );
    counts[file] = its.mutants;
    say(
      `${file}: ${its.mutants} mutants, ${its.survived} survive, ${its.unlisted.length} of them not on record`,
    );
  }
  const findings = compareSurvivors(mutants, record, files);
  const entries = findings.unlisted.map((mutant) => ({ ...mutant, end: undefined, reason: '' }));
  writeFileSync(`${ROOT}${UNLISTED}`, `${JSON.stringify(entries, null, 2)}\n`);
  if (values.record) writeRecord(renewed(record, counts, findings.vanished));
  return outcomeOfFindings(findings);
}

function writeRecord(record: SurvivorsRecord): void {
  writeFileSync(ROOT + SURVIVORS_FILE, `${JSON.stringify(record, null, 2)}\n`);
}

const outcome = await outcomeOfFiles(positionals);
say(outcome.verdict === 'pass' ? outcome.sentence : outcome.report);
process.exitCode = exitCodeOf(outcome.verdict);
