// Calls what takes a specification or vocabularies as tests call it: by what a system says of itself, over the sets that
// there are.
import { specificationOf, VOCABULARIES } from '../../src/command-sets.ts';
import type { ArgumentValue } from '../../src/contract/argument.ts';
import * as words from '../../src/contract/command.ts';
import type { Argument, Command, Id } from '../../src/contract/command.ts';
import * as limits from '../../src/contract/id-limit.ts';
import type { KnownDeviation } from '../../src/contract/known-deviation.ts';
import type { Trace } from '../../src/contract/notation/trace.ts';
import { HIERARCHY_VOCABULARY } from '../../src/contract/sets/hierarchy.ts';
import type { HierarchyName } from '../../src/contract/sets/hierarchy.ts';
import { JOB_CONTROL_VOCABULARY } from '../../src/contract/sets/job-control.ts';
import type { JobControlName } from '../../src/contract/sets/job-control.ts';
import { POSIX_VOCABULARY } from '../../src/contract/sets/posix.ts';
import type { PosixName } from '../../src/contract/sets/posix.ts';
import type { System, SystemUnderTest } from '../../src/contract/system.ts';
import type { CommandShape, Vocabulary } from '../../src/contract/vocabulary.ts';
import * as stories from '../../src/counterexample/explain/story.ts';
import type { Candidate } from '../../src/counterexample/explain/similar-mutants.ts';
import type { Story } from '../../src/counterexample/explain/story.ts';
import type { Failure } from '../../src/counterexample/failure.ts';
import * as corpora from '../../src/counterexample/file/corpus.ts';
import type { CorpusEntry } from '../../src/counterexample/file/corpus.ts';
import * as files from '../../src/counterexample/file/read-file.ts';
import type { Evidence } from '../../src/counterexample/file/read-file.ts';
import * as readers from '../../src/counterexample/file/read-record.ts';
import * as records from '../../src/counterexample/file/record.ts';
import type { Certificate, CounterexampleRecord, Origin } from '../../src/counterexample/file/record.ts';
import * as stores from '../../src/counterexample/file/store.ts';
import * as shortlex from '../../src/counterexample/shrink/shortlex.ts';
import * as besides from '../../src/lockstep/lockstep.ts';
import type { LockstepOptions } from '../../src/lockstep/lockstep.ts';
import type { Turn } from '../../src/lockstep/pauses.ts';
import * as replays from '../../src/lockstep/replay.ts';
import * as shrinking from '../../src/counterexample/shrink/shrink.ts';
import type { Specification } from '../../src/model/specification.ts';
import * as campaigns from '../../src/engines/campaign/campaign.ts';
import * as certificates from '../../src/engines/certificate/certificate.ts';
import * as minimising from '../../src/engines/certificate/minimise.ts';
import * as layers from '../../src/engines/exploration/disk-exploration.ts';
import * as explorations from '../../src/engines/exploration/exploration.ts';
import * as plans from '../../src/engines/exploration/plan.ts';
import * as violations from '../../src/engines/exploration/shortest-violation.ts';
import * as swarm from '../../src/engines/generate/swarm.ts';
import type { Shape, SizesMax } from '../../src/engines/generate/swarm.ts';
import * as tours from '../../src/engines/tour/run.ts';
import * as bridges from '../../src/systems/module/bridge.ts';
import * as modules from '../../src/systems/module/system.ts';
import type { ModuleFile } from '../../src/systems/module/system.ts';
import type { WireLimits } from '../../src/systems/wire/handshake.ts';
import * as wires from '../../src/systems/wire/system.ts';
import type { WireSystem } from '../../src/systems/wire/system.ts';

export { parseCommand, parseTrace, printCommand, printTrace } from '../../src/app/library/notation.ts';

/** The vocabulary of a set. */
function vocabularyOf(commandSet: string): Vocabulary {
  return specificationOf({ commandSet }).vocabulary;
}

/** Whether a vocabulary has a command of this name and with these arguments. */
function fits({ commands }: Vocabulary, command: Command): boolean {
  return (
    Object.hasOwn(commands, command.name) &&
    Object.keys(commands[command.name].arguments).every((key) => key in command)
  );
}

/** The vocabulary of a command that tests write: the POSIX commands' where it has their arguments. */
function vocabularyWith(command: Command): Vocabulary {
  const two = COMMAND_SET_NAMES.map(vocabularyOf);
  return (
    two.findLast((each) => fits(each, command)) ??
    VOCABULARIES.find((each) => fits(each, command)) ??
    VOCABULARIES[0]
  );
}

export const COMMAND_SET_NAMES = ['hierarchy', 'posix'] as const;

export const COMMAND_NAMES = {
  hierarchy: Object.keys(HIERARCHY_VOCABULARY.commands) as readonly HierarchyName[],
  posix: Object.keys(POSIX_VOCABULARY.commands) as readonly PosixName[],
  'job-control': Object.keys(JOB_CONTROL_VOCABULARY.commands) as readonly JobControlName[],
} as const;

/** The six commands H1–H6. */
export const CORE_COMMANDS: readonly HierarchyName[] = COMMAND_NAMES.hierarchy.slice(0, 6);

export function signatureOf(commandSet: string, name: string): CommandShape {
  return words.commandShapeOf(vocabularyOf(commandSet), name);
}

export function argumentsIn(commandSet: string, name: string): readonly Argument[] {
  return words.argumentListOf(vocabularyOf(commandSet), name);
}

export function partsOf(command: Command): readonly Argument[] {
  return words.argumentListOf(vocabularyWith(command), command.name);
}

export function commandOf(commandSet: string, name: string, values: readonly ArgumentValue[]): Command {
  return words.commandOf(vocabularyOf(commandSet), name, values);
}

export function whyBeyond(
  command: Command,
  system: { readonly name: string; readonly idMax?: Id },
): string | undefined {
  return limits.whyBeyond(command, vocabularyWith(command), system);
}

export async function tellStory(
  evidence: Evidence,
  system: System | undefined,
  candidates: readonly Candidate[],
): Promise<Story> {
  return await stories.tellStory(evidence, specificationOf(system ?? evidence.trace), system, candidates);
}

/** An origin, and the set of its commands: the hierarchy commands where none is named. */
type OriginOf = Origin & { readonly commandSet?: string };

export function recordOf(
  failure: Failure,
  { commandSet = 'hierarchy', ...origin }: OriginOf,
  certificate?: Certificate,
): CounterexampleRecord {
  return records.recordOf(failure, origin, specificationOf({ commandSet }), certificate);
}

export function traceOf(failure: Failure, { commandSet = 'hierarchy', ...origin }: OriginOf): string {
  return records.traceOf(failure, origin, specificationOf({ commandSet }));
}

export function storeFailure(
  folder: string,
  failure: Failure,
  { commandSet = 'hierarchy', ...origin }: OriginOf,
  certificate?: Certificate,
): string {
  return stores.storeFailure(folder, failure, origin, specificationOf({ commandSet }), certificate);
}

export function readEvidence(text: string): ReturnType<typeof files.readEvidence> {
  return files.readEvidence(text, VOCABULARIES);
}

export function parseRecord(text: string): ReturnType<typeof readers.parseRecord> {
  return readers.parseRecord(text, VOCABULARIES);
}

export async function replayCorpus(
  folder: string,
  system: System,
  turn?: Turn,
): Promise<readonly CorpusEntry[]> {
  const by = { specification: specificationOf(system), vocabularies: VOCABULARIES };
  return await corpora.replayCorpus(folder, system, by, turn);
}

export function contradictionIn(evidence: Evidence, known?: readonly KnownDeviation[]): string | undefined {
  return files.contradictionIn(evidence, specificationOf(evidence.trace), known);
}

export function skippedIn(
  evidence: Evidence,
  run: Parameters<typeof files.skippedIn>[2],
): string | undefined {
  return files.skippedIn(evidence, specificationOf(evidence.trace), run);
}

export function tellingOf(trace: Trace): Specification {
  return files.tellingOf(trace, specificationOf(trace));
}

export function compareSimplicity(a: readonly Command[], b: readonly Command[]): number {
  const vocabulary = VOCABULARIES.findLast((each) => [...a, ...b].every((command) => fits(each, command)));
  if (vocabulary === undefined) throw new Error('commands of two sets are compared');
  return shortlex.compareSimplicity(a, b, vocabulary);
}

export async function wireSystem(text: string, commandSet: string, wire?: WireLimits): Promise<WireSystem> {
  return await wires.wireSystem(text, vocabularyOf(commandSet), wire);
}

/** A module that may answer the commands of any set. */
type AnyModule = Omit<ModuleFile, 'vocabularies'>;

export async function moduleSystem(module: AnyModule, wire?: WireLimits): Promise<WireSystem> {
  return await modules.moduleSystem({ ...module, vocabularies: VOCABULARIES }, wire);
}

export async function bridgedModule(module: AnyModule, wire?: WireLimits): Promise<SystemUnderTest> {
  return await bridges.bridgedModule({ ...module, vocabularies: VOCABULARIES }, wire);
}

/** An engine that is given a system, with the specification of what the system says it answers. */
function bySystem<Sut extends System, Rest extends readonly unknown[], Result>(
  engine: (system: Sut, specification: Specification, ...rest: Rest) => Result,
): (system: Sut, ...rest: Rest) => Result {
  return (system, ...rest) => engine(system, specificationOf(system), ...rest);
}

/** The same of an engine that is given a plan first. */
function byPlan<Plan, Sut extends System, Rest extends readonly unknown[], Result>(
  engine: (plan: Plan, system: Sut, specification: Specification, ...rest: Rest) => Result,
): (plan: Plan, system: Sut, ...rest: Rest) => Result {
  return (plan, system, ...rest) => engine(plan, system, specificationOf(system), ...rest);
}

export const runCampaign = bySystem(campaigns.runCampaign);
export const runTour = bySystem(tours.runTour);
export const minimise = bySystem(minimising.minimise);
export const certify = bySystem(certificates.certify);
export const explore = byPlan(explorations.explore);
export const exploreOnDisk = byPlan(layers.exploreOnDisk);
export const explorable = byPlan(plans.explorable);
export const shortestFailure = byPlan(violations.shortestFailure);
export const replay = bySystem(replays.replay);
export const shrink = bySystem(shrinking.shrink);

/** Runs of one system beside the model. */
export class Lockstep<Sut extends System = System> extends besides.Lockstep<Sut> {
  constructor(sut: Sut, options: LockstepOptions & { readonly specification?: Specification } = {}) {
    super(sut, options.specification ?? specificationOf(sut), options);
  }
}

/** The vocabulary that has all of these commands; of two that have, the first. */
function vocabularyOfAll(names: readonly string[]): Vocabulary {
  const has = ({ commands }: Vocabulary): boolean => names.every((name) => Object.hasOwn(commands, name));
  return VOCABULARIES.find(has) ?? VOCABULARIES[0];
}

export function shapeOf(choice: number, commands: readonly string[], idsMax: number, largest?: Id): Shape {
  return swarm.shapeOf(choice, vocabularyOfAll(commands), commands, idsMax, largest);
}

export function runShapeOf(
  choice: number,
  commands: readonly string[],
  sizes: SizesMax,
  largest?: Id,
): Shape {
  return swarm.runShapeOf(choice, vocabularyOfAll(commands), commands, sizes, largest);
}
