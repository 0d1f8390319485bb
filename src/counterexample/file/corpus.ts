// A folder of counterexamples, replayed: what once failed should not fail again.
import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { whyNot } from '../../contract/file-trouble.ts';
import type { Vocabularies } from '../../contract/vocabulary.ts';
import type { Specification } from '../../model/specification.ts';
import type { System } from '../../contract/system.ts';
import {
  contradictionIn,
  HAS_BRANCHES,
  ofAnotherSet,
  readAnyEvidence,
  skippedIn,
  whyNotApplicable,
} from './read-file.ts';
import type { Turn } from '../../lockstep/pauses.ts';
import { readRegular } from './regular-file.ts';
import type { ConcurrentFailure } from '../concurrent-failure.ts';
import type { Failure } from '../failure.ts';
import type { ConcurrentEvidence } from './read-file.ts';
import { replay } from '../../lockstep/replay.ts';

/** The outcome of one file. Every file of the folder has one. */
export type CorpusEntry = { readonly file: string } & (
  | { readonly outcome: 'still-fails'; readonly failure: Failure }
  | { readonly outcome: 'still-fails'; readonly branches: ConcurrentFailure }
  | { readonly outcome: 'fixed'; readonly commands: number }
  /**
   * The system lacks a command or chose another way, or the specification answers otherwise than when this was
   * recorded.
   */
  | {
      readonly outcome: 'no-longer-applicable';
      readonly reason: string;
      /** Present where the specification alone does not fit: it no longer allows an answer that was recorded. */
      readonly contradicts?: true;
    }
  /** It is of commands that the system was never meant to answer. */
  | { readonly outcome: 'of-another-set'; readonly reason: string }
  /** `problem` begins with its place. */
  | { readonly outcome: 'damaged'; readonly problem: string }
);

/** Replays a trace with branches. */
export type BranchesReplay = (
  evidence: ConcurrentEvidence,
) => Promise<
  | { readonly outcome: 'still-fails'; readonly branches: ConcurrentFailure }
  | { readonly outcome: 'fixed'; readonly commands: number }
  | { readonly outcome: 'no-longer-applicable'; readonly reason: string }
>;

interface CorpusOptions {
  readonly specification: Specification;
  readonly vocabularies: Vocabularies;
  /** Leaves files out, by their place in that order; all are replayed where this is absent. */
  readonly isAsked?: (place: number) => boolean;
  /** Replays traces with branches; where this is absent they do not apply. */
  readonly replayBranches?: BranchesReplay;
}

/** All entries of {@link corpusEntries}. */
export async function replayCorpus(
  folder: string,
  system: System,
  options: CorpusOptions,
  turn?: Turn,
): Promise<readonly CorpusEntry[]> {
  const entries: CorpusEntry[] = [];
  for await (const entry of corpusEntries(folder, system, options, turn)) entries.push(entry);
  return entries;
}

/**
 * Replays every `.trace` and `.json` of a folder, in the order of their names; other files are no part of it.
 * Throws where the folder cannot be listed. An exception of `turn`, taken in between, ends it after the entries so far.
 */
export async function* corpusEntries(
  folder: string,
  system: System,
  options: CorpusOptions,
  turn: Turn = () => undefined,
): AsyncGenerator<CorpusEntry, void, undefined> {
  const { isAsked = () => true } = options;
  const names = readdirSync(folder)
    .filter((name) => ['.trace', '.json'].includes(extname(name)))
    .sort((one, other) => (one < other ? -1 : 1));
  for (const [place, name] of names.entries()) {
    if (!isAsked(place)) continue;
    // A failure stored in both forms is one failure: its trace is replayed, its JSON only has to be sound.
    const twin = name.endsWith('.json') && names.includes(name.replace(/json$/, 'trace'));
    await turn();
    const entry = await replayFile(join(folder, name), system, options, twin ? undefined : turn);
    if (entry !== undefined) yield entry;
  }
}

/** Without a turn it is only read. */
async function replayFile(
  file: string,
  system: System,
  { specification, vocabularies, replayBranches }: CorpusOptions,
  turn: Turn | undefined,
): Promise<CorpusEntry | undefined> {
  let text: string;
  try {
    text = readRegular(file);
  } catch (error) {
    return { file, outcome: 'damaged', problem: ` it cannot be read: ${whyNot(error)}` };
  }
  const read = readAnyEvidence(text, vocabularies);
  if ('problem' in read) return { file, outcome: 'damaged', problem: read.problem };
  if (turn === undefined) return undefined;
  const evidence = read.value;
  if ('concurrent' in evidence) {
    const reason = ofAnotherSet(evidence.concurrent.commandSet, system, specification);
    if (reason !== undefined) return { file, outcome: 'of-another-set', reason };
    if (replayBranches !== undefined) return { file, ...(await replayBranches(evidence)) };
    return { file, outcome: 'no-longer-applicable', reason: HAS_BRANCHES };
  }
  const reason = whyNotApplicable(evidence, system, specification);
  if (reason !== undefined && evidence.trace.commandSet !== specification.vocabulary.id)
    return { file, outcome: 'of-another-set', reason };
  if (reason !== undefined) return { file, outcome: 'no-longer-applicable', reason };
  const ran = await replay(
    system,
    specification,
    evidence.trace.steps.map(({ command }) => command),
    { turn },
  );
  const { commands, divergence } = ran;
  if (divergence !== undefined) return { file, outcome: 'still-fails', failure: { commands, divergence } };
  const contradiction = contradictionIn(evidence, specification, system.knownDeviations);
  if (contradiction !== undefined)
    return { file, outcome: 'no-longer-applicable', reason: contradiction, contradicts: true };
  const skipped = skippedIn(evidence, specification, ran);
  if (skipped !== undefined) return { file, outcome: 'no-longer-applicable', reason: skipped };
  if (ran.ended !== undefined)
    return { file, outcome: 'no-longer-applicable', reason: `it is a known deviation: ${ran.ended.reason}` };
  return { file, outcome: 'fixed', commands: commands.length };
}
