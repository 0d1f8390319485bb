// The judgement of history files: whether an order of the commands explains each.
import { setFlagsFromString } from 'node:v8';
import { specificationOf } from '../../../command-sets.ts';
import type { KnownDeviation } from '../../../contract/known-deviation.ts';
import type { ConcurrentHistory } from '../../../engines/concurrency/history.ts';
import { linearizeInTurns } from '../../../engines/concurrency/linearizability.ts';
import type { Linearization } from '../../../engines/concurrency/linearizability.ts';
import { worstVerdict } from '../../../engines/verdict-rules.ts';
import type { DeviationCount } from '../../../lockstep/known-deviations.ts';
import type { Specification } from '../../../model/specification.ts';
import {
  linearizationDetails,
  linearizationJson,
  linearizationSentence,
} from '../../report/linearization-text.ts';
import { exitCodeOf, Misuse } from '../exit-codes.ts';
import { readHistoryFile } from '../files/history.ts';
import { readKnown } from '../files/known-deviations.ts';
import { Interrupt } from '../interrupt.ts';
import type { SystemFlags } from '../options/system.ts';
import { printJson, printLines } from '../print.ts';
import { deviationLines, deviationsJson } from '../report/known-deviations.ts';
import { counted, ProgressLine, styled } from '../terminal.ts';

/** The options of linearize. */
export interface LinearizeFlags extends Pick<SystemFlags, 'profile' | 'known'> {
  readonly refuses: 'first' | 'any';
  readonly places: number;
  readonly time?: number;
  readonly json?: true;
}

/** A file, and what came of it. */
interface Judged {
  readonly file: string;
  readonly history: ConcurrentHistory;
  readonly specification: Specification;
  readonly outcome: Linearization;
  readonly counts: readonly DeviationCount[];
}

/**
 * The growth of the heap beyond what is in use, in percent, before V8 collects. Left alone it lets the heap grow four-fold, so
 * that a search that remembers 48 MB takes 520 MB; with this it takes 380 MB, in the same time.
 */
const HEAP_GROWING_PERCENT = 50;

/** Judges the files, and says what came of each; the exit code. */
export async function linearizeFiles(files: readonly string[], flags: LinearizeFlags): Promise<number> {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
  const read = files.map((file) => {
    const { commands, ...history } = readHistoryFile(file);
    const { profile } = flags;
    if (profile !== undefined && specificationOf({ commandSet: commands }).profile === undefined)
      throw new Misuse(
        `--profile goes with commands that leave a choice, and ${file} has those of the set ${commands}`,
      );
    const specification = specificationOf({
      commandSet: commands,
      ...(profile !== undefined && { profile }),
    });
    const known = flags.known === undefined ? [] : readKnown(flags.known, specification);
    return { file, history, specification, known };
  });
  const judged = await judgeAll(read, flags);
  const verdict = worstVerdict(judged.map(({ outcome }) => outcome.verdict)) ?? 'inconclusive';
  if (flags.json) printJson({ verdict, reason: reasonOf(verdict, judged), histories: judged.map(jsonOf) });
  else printLines(judged.flatMap(linesOf));
  return exitCodeOf(verdict);
}

interface ReadFile extends Pick<Judged, 'file' | 'history' | 'specification'> {
  readonly known: readonly KnownDeviation[];
}

/** Judges the files one after the other; those after an interruption are told as interrupted. */
async function judgeAll(files: readonly ReadFile[], flags: LinearizeFlags): Promise<readonly Judged[]> {
  using interrupt = new Interrupt();
  const line = new ProgressLine();
  const judged: Judged[] = [];
  const end = performance.now() + (flags.time ?? Number.POSITIVE_INFINITY);
  for (const { file, history, specification, known } of files) {
    const control = interrupt.control((places: number) => line.show(`${file}: ${counted(places, 'place')}`));
    const stopped = (): boolean => control.stopped() || performance.now() >= end;
    const { refuses, places: placesMax } = flags;
    const found = await linearizeInTurns(
      specification,
      history,
      { refuses, knownDeviations: known, budget: { placesMax } },
      { ...control, stopped },
    );
    const isLate = found.verdict === 'inconclusive' && !interrupt.asked && stopped();
    const outcome = isLate ? { ...found, reason: `the time for the search of orders ended (--time)` } : found;
    const met = outcome.verdict === 'pass' ? outcome.deviations : [];
    const counts = known.map((deviation) => ({
      deviation,
      times: met.filter((each) => each === deviation).length,
    }));
    judged.push({ file, history, specification, outcome, counts });
  }
  line.clear();
  return judged;
}

function linesOf({ file, history, specification, outcome, counts }: Judged): readonly string[] {
  const { verdict } = outcome;
  const colour = { pass: 'green', fail: 'red', inconclusive: 'yellow' } as const;
  return [
    `${styled(colour[verdict], verdict.toUpperCase())}  ${file}: ${linearizationSentence(outcome, history)}`,
    ...linearizationDetails(outcome, history, specification).map((text) => (text === '' ? '' : `  ${text}`)),
    ...(verdict === 'pass' ? deviationLines(counts) : []),
  ];
}

/** The reason of the first that decides. */
function reasonOf(verdict: string, judged: readonly Judged[]): string | null {
  const first = judged.find(({ outcome }) => outcome.verdict === verdict);
  return verdict === 'pass' || first === undefined
    ? null
    : `${first.file}: ${linearizationSentence(first.outcome, first.history)}`;
}

function jsonOf({
  file,
  history,
  specification,
  outcome,
  counts,
}: Judged): Readonly<Record<string, unknown>> {
  return {
    file,
    ...linearizationJson(outcome, history, specification),
    knownDeviations: deviationsJson(counts),
  };
}
