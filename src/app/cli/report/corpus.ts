// The regression corpus on the command line: which folder it is, what became of its files, and how a check ends by it.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { whyNot } from '../../../contract/file-trouble.ts';
import { specificationOf, VOCABULARIES } from '../../../command-sets.ts';
import type { System } from '../../../contract/system.ts';
import type { CorpusEntry } from '../../../counterexample/file/corpus.ts';
import { replayCorpus } from '../../../counterexample/file/corpus.ts';
import type { RunControl } from '../../../contract/run-control.ts';
import { branchesReplayer } from '../../gate/replayed-branches.ts';
import { titleOf } from '../../../counterexample/file/record.ts';
import type { Turn } from '../../../lockstep/pauses.ts';
import { verdictBesideCorpus } from '../../../engines/verdict-rules.ts';
import type { Verdict } from '../../../contract/verdict.ts';
import { EXIT_STATUS, exitCodeOf, Misuse } from '../exit-codes.ts';
import { replayLine } from '../options/values.ts';
import type { SystemAgain } from '../options/values.ts';
import { counted, styled } from '../terminal.ts';

/** Replayed on every check where it is there and nothing else is asked for. */
export const CORPUS_FOLDER = 'properties/traces/regressions';

export interface CorpusReport {
  readonly folder: string;
  readonly entries: readonly CorpusEntry[];
}

/** Replays the folder asked for, else the usual one where it is there; `false`: none. */
export async function runCorpus(
  asked: string | false | undefined,
  system: System,
  turn: Turn,
  control: Pick<RunControl, 'now' | 'stopped' | 'breathe'>,
): Promise<CorpusReport | undefined> {
  if (asked === false || (asked === undefined && !existsSync(CORPUS_FOLDER))) return undefined;
  const folder = asked ?? CORPUS_FOLDER;
  refuseNoCorpus(folder);
  return {
    folder,
    entries: await replayCorpus(
      folder,
      system,
      {
        specification: specificationOf(system),
        vocabularies: VOCABULARIES,
        replayBranches: branchesReplayer(system, control),
      },
      turn,
    ),
  };
}

/** Throws {@link Misuse} where this is no folder that can be listed. */
export function refuseNoCorpus(folder: string): void {
  if (!existsSync(folder)) throw new Misuse(`${folder} cannot be replayed: there is no such folder`);
  if (!statSync(folder).isDirectory()) throw new Misuse(`${folder} cannot be replayed: it is not a folder`);
  try {
    readdirSync(folder);
  } catch (error) {
    throw new Misuse(`${folder} cannot be replayed: ${whyNot(error)}`, { cause: error });
  }
}

/** The end of a check by its search and its corpus. */
export function conclude(
  search: { readonly verdict: Verdict; readonly reason?: string | undefined },
  report: CorpusReport | undefined,
): { readonly verdict: Verdict; readonly reason: string | undefined; readonly exitCode: number } {
  const { verdict, reason, isDamaged } = verdictBesideCorpus(search, {
    failing: of(report, 'still-fails').length,
    damaged: of(report, 'damaged').length,
    all: counted(report?.entries.length ?? 0, 'regression trace'),
  });
  return { verdict, reason, exitCode: isDamaged ? EXIT_STATUS.misuse : exitCodeOf(verdict) };
}

/** One line for all, then one for each file that is not just fixed; at the end what they add to the verdict. */
export function corpusLines(
  report: CorpusReport,
  system: SystemAgain,
  search: { readonly verdict: Verdict; readonly reason?: string | undefined },
): readonly string[] {
  const counts = OUTCOMES.map((outcome) => [outcome, of(report, outcome).length] as const)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count} ${WORDS[outcome]}`);
  const lines = [
    `${report.folder}: ${counted(report.entries.length, 'regression trace')}${counts.length === 0 ? '' : `, ${counts.join(', ')}`}`,
    ...report.entries.flatMap((entry) => entryLines(entry, system, report)),
  ];
  const ended = conclude(search, report);
  if (ended.reason !== search.reason) {
    const failed = ended.verdict === 'fail';
    lines.push('', `${styled(failed ? 'red' : 'yellow', ended.verdict.toUpperCase())}  ${ended.reason}`);
    const [first] = of(report, 'still-fails');
    if (failed && first !== undefined) lines.push(`replay: ${replayLine(first.file, system)}`);
  }
  return lines;
}

/** For machines: every file with its outcome. */
export function corpusJson(
  report: CorpusReport | undefined,
  system: SystemAgain,
): Readonly<Record<string, unknown>> | null {
  if (report === undefined) return null;
  return {
    folder: report.folder,
    files: report.entries.map((entry) => ({
      file: entry.file,
      outcome: entry.outcome,
      reason: reasonOf(entry) ?? null,
      replay: entry.outcome === 'still-fails' ? replayLine(entry.file, system) : null,
    })),
  };
}

const OUTCOMES = ['still-fails', 'fixed', 'no-longer-applicable', 'of-another-set', 'damaged'] as const;

const WORDS: Readonly<Record<CorpusEntry['outcome'], string>> = {
  'still-fails': 'still failing',
  fixed: 'fixed',
  'no-longer-applicable': 'no longer applicable',
  'of-another-set': 'of the other command set, left out',
  damaged: 'damaged',
};

/** Among so many with one reason not to apply, such as a corpus of another command set, only the first has a line. */
const ALIKE = 3;

function entryLines(entry: CorpusEntry, system: SystemAgain, report: CorpusReport): readonly string[] {
  switch (entry.outcome) {
    case 'fixed':
    case 'of-another-set':
      return [];
    case 'still-fails':
      return [
        `  ${styled('red', '✗')} ${entry.file} still fails: ${reasonOf(entry)}`,
        `    replay: ${replayLine(entry.file, system)}`,
      ];
    case 'no-longer-applicable': {
      const alike = of(report, 'no-longer-applicable').filter(({ reason }) => reason === entry.reason);
      const mark = `  ${styled('yellow', '–')} ${entry.file}`;
      if (alike.length < ALIKE) return [`${mark} no longer applies: ${entry.reason}`];
      return alike[0] === entry
        ? [`${mark} and ${alike.length - 1} more no longer apply: ${entry.reason}`]
        : [];
    }
    case 'damaged':
      return [`  ${styled('yellow', '!')} ${reasonOf(entry)}`];
  }
}

function reasonOf(entry: CorpusEntry): string | undefined {
  switch (entry.outcome) {
    case 'still-fails':
      return titleOf('failure' in entry ? entry.failure.divergence : entry.branches);
    case 'fixed':
      return undefined;
    case 'no-longer-applicable':
    case 'of-another-set':
      return entry.reason;
    case 'damaged':
      return `${entry.file}:${entry.problem}`;
  }
}

function of<Outcome extends CorpusEntry['outcome']>(
  report: CorpusReport | undefined,
  outcome: Outcome,
): readonly Extract<CorpusEntry, { outcome: Outcome }>[] {
  return (report?.entries ?? []).filter(
    (entry): entry is Extract<CorpusEntry, { outcome: Outcome }> => entry.outcome === outcome,
  );
}
