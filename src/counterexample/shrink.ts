// Makes a failing sequence of commands shorter and simpler while it goes on failing for the same reason.
import type { ArgumentKind } from '../contract/argument.ts';
import { idNamed, namingInstead } from '../contract/argument.ts';
import type { Argument, Command, Id } from '../contract/command.ts';
import { argumentsOf, INIT, partsOf } from '../contract/command.ts';
import type { System } from '../contract/system.ts';
import type { Divergence } from '../refinement/divergence.ts';
import { signatureOf } from '../refinement/divergence.ts';
import { ALWAYS_FULL, Lockstep } from '../refinement/lockstep.ts';
import { planOf, run, runAsync } from '../refinement/run.ts';
import type { Run } from '../refinement/run.ts';
import { compareSimplicity } from './simpler.ts';

/** A failing run: its last command is the one at which model and system part. */
export interface Failure {
  readonly commands: readonly Command[];
  readonly divergence: Divergence;
}

export interface ShrinkOptions {
  /** Runs at most; what is best by then is returned. */
  readonly executionsMax: number;
  /** Asked between runs; true ends the search with what is best so far. */
  readonly stopped: () => boolean;
  /** Called between runs, for progress and to let others run. */
  readonly tick: (best: number, executions: number) => Promise<void> | void;
  /** Told of failures of other signatures, which are passed over. */
  readonly met?: ((other: Failure) => void) | undefined;
}

export interface Shrunk {
  readonly failure: Failure;
  readonly executions: number;
  /** Whether every pass ended by itself: no budget, no interruption. */
  readonly finished: boolean;
}

/**
 * Runs commands on a system, everything compared after each; at the end it must be possible to begin anew, so what
 * a run leaves behind through a reset is that run's failure too.
 */
export async function replay(system: System, commands: readonly Command[]): Promise<Run> {
  const lockstep = new Lockstep(system, { fullUpTo: ALWAYS_FULL });
  const done = system.asynchronous
    ? await runAsync(lockstep, planOf(lockstep.specification, commands))
    : run(lockstep, planOf(lockstep.specification, commands));
  if (done.divergence !== undefined) return done;
  return { ...done, divergence: system.asynchronous ? await lockstep.resetAsync() : lockstep.reset() };
}

/**
 * Shortens a failing sequence; `undefined` where it does not fail again. Afterwards, if it finished: no command and
 * no two commands can be taken out, ids are numbered in the order in which they appear, and no argument can be
 * lowered alone, without the failure going away or becoming another. That it is a shortest one is not claimed.
 */
export async function shrink(
  system: System,
  commands: readonly Command[],
  options: ShrinkOptions,
): Promise<Shrunk | undefined> {
  const first = await replay(system, commands);
  if (first.divergence === undefined) return undefined;
  const found: Failure = { commands: first.commands, divergence: first.divergence };
  // What shows after a reset: each further run would begin with what the one before it left behind.
  if (found.divergence.step < 0) return { failure: found, executions: 1, finished: false };
  const search = new Search(system, found, options);
  let unchanged: readonly Command[] | undefined;
  while (search.best.commands !== unchanged && !search.over()) {
    unchanged = search.best.commands;
    for (const pass of [removeRuns, removePairs, renumber, lowerArguments]) await pass(search);
  }
  return { failure: search.best, executions: search.executions, finished: !search.over() };
}

/** The one gate that every candidate goes through: new, simpler, failing alike. */
class Search {
  readonly #system: System;
  readonly #options: ShrinkOptions;
  readonly #signature: string;
  readonly #tried = new Set<string>();
  best: Failure;
  executions = 1;

  constructor(system: System, first: Failure, options: ShrinkOptions) {
    this.#system = system;
    this.#options = options;
    this.#signature = signatureOf(first.divergence);
    this.best = first;
  }

  over(): boolean {
    return this.executions >= this.#options.executionsMax || this.#options.stopped();
  }

  /** Whether the candidate became the best. What it needed to fail, a drain's commands included, counts as its length. */
  async consider(candidate: readonly Command[]): Promise<boolean> {
    const key = JSON.stringify(candidate);
    if (this.#tried.has(key) || this.over()) return false;
    this.#tried.add(key);
    this.executions += 1;
    await this.#options.tick(this.best.commands.length, this.executions);
    const { commands, divergence } = await replay(this.#system, candidate);
    if (divergence === undefined) return false;
    if (signatureOf(divergence) !== this.#signature) {
      this.#options.met?.({ commands, divergence });
      return false;
    }
    if (compareSimplicity(commands, this.best.commands) >= 0) return false;
    this.best = { commands, divergence };
    return true;
  }
}

/** Afterwards no run of half, a quarter, … one command can be removed (Zeller and Hildebrandt's ddmin, complements only). */
async function removeRuns(search: Search): Promise<void> {
  for (
    let size = Math.ceil(search.best.commands.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let from = search.best.commands.length - size; from >= 0 && !search.over(); from -= size) {
      const { commands } = search.best;
      await search.consider([...commands.slice(0, from), ...commands.slice(from + size)]);
    }
  }
}

const PAIRS_UP_TO = 40;

/** Afterwards no two commands can be removed together, where there are at most {@link PAIRS_UP_TO}. */
async function removePairs(search: Search): Promise<void> {
  let improved = true;
  while (improved && search.best.commands.length <= PAIRS_UP_TO && !search.over()) {
    improved = false;
    const { commands } = search.best;
    for (let second = commands.length - 1; second > 0 && !improved; second -= 1) {
      for (let first = second - 1; first >= 0 && !improved; first -= 1) {
        improved = await search.consider(commands.filter((_, index) => index !== first && index !== second));
      }
    }
  }
}

/** Afterwards ids are numbered from 2 in the order in which they first appear, if it fails so too. */
async function renumber(search: Search): Promise<void> {
  const names = new Map<Id, Id>([[INIT, INIT]]);
  const renumbered = search.best.commands.map((command) =>
    withArguments(command, (value, { kind }) => {
      const id = idNamed(kind, value);
      if (id === 0) return value;
      if (!names.has(id)) names.set(id, names.size + 1);
      return namingInstead(value, names.get(id) as Id);
    }),
  );
  await search.consider(renumbered);
}

/** Afterwards no single argument can be lowered. */
async function lowerArguments(search: Search): Promise<void> {
  for (let index = 0; index < search.best.commands.length; index += 1) {
    const { length } = partsOf(search.best.commands[index]);
    for (let position = 0; position < length; position += 1) await lowerOne(search, index, position);
  }
}

async function lowerOne(search: Search, index: number, position: number): Promise<void> {
  const command = search.best.commands[index];
  const part = command === undefined ? undefined : partsOf(command)[position];
  if (command === undefined || part === undefined) return;
  const value = argumentsOf(command)[part.key];
  for (const simpler of SIMPLER[part.kind] ?? SIMPLER_IDS) {
    if (simpler === value || search.over()) return;
    const lowered = withArguments(command, (old, { key }) => (key === part.key ? simpler : old));
    if (await search.consider(search.best.commands.with(index, lowered))) return;
  }
}

const SIMPLER_IDS: readonly number[] = [INIT, 2, 3, 4, 5, 6, 7, 8];

/** What is tried in place of an argument, simplest first, up to the argument itself; by default ids. */
const SIMPLER: Readonly<Partial<Record<ArgumentKind, readonly (number | boolean)[]>>> = {
  switch: [false],
  code: [0, -1],
  'exit-code': [0, 1],
  signal: [0],
  'pid-or-self': [0, ...SIMPLER_IDS, -1],
  'pgid-or-own': [0, ...SIMPLER_IDS, -1],
  several: [0, ...SIMPLER_IDS, -1, ...SIMPLER_IDS.slice(1).map((id) => -id)],
};

function withArguments(
  command: Command,
  change: (value: number | boolean, part: Argument) => number | boolean,
): Command {
  const values = argumentsOf(command);
  const changed = partsOf(command).map((part) => [part.key, change(values[part.key], part)]);
  return { name: command.name, ...Object.fromEntries(changed) } as Command;
}
