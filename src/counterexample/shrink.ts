// Makes a failing sequence of commands shorter and simpler while it goes on failing for the same reason.
import type { ArgumentKind, Command, Id } from '../contract/command.ts';
import { ARGUMENTS, argumentsOf, commandOf, INIT } from '../contract/command.ts';
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
    ? await runAsync(lockstep, planOf(commands))
    : run(lockstep, planOf(commands));
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
    if (divergence === undefined || signatureOf(divergence) !== this.#signature) return false;
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
    withArguments(command, (value, isId) => {
      if (!isId) return value;
      const known = names.get(value as Id);
      if (known !== undefined) return known;
      names.set(value as Id, names.size + 1);
      return names.size;
    }),
  );
  await search.consider(renumbered);
}

/** Afterwards no single argument can be lowered. */
async function lowerArguments(search: Search): Promise<void> {
  for (let index = 0; index < search.best.commands.length; index += 1) {
    const { length } = ARGUMENTS[search.best.commands[index].name];
    for (let position = 0; position < length; position += 1) await lowerOne(search, index, position);
  }
}

async function lowerOne(search: Search, index: number, position: number): Promise<void> {
  const command = search.best.commands[index];
  const part = command === undefined ? undefined : ARGUMENTS[command.name][position];
  if (command === undefined || part === undefined) return;
  const value = argumentsOf(command)[part.key];
  for (const simpler of simplerValues(part.kind)) {
    if (simpler === value || search.over()) return;
    const lowered = withArguments(command, (old, _, key) => (key === part.key ? simpler : old));
    if (await search.consider(search.best.commands.with(index, lowered))) return;
  }
}

/** What is tried in place of an argument, simplest first, up to the argument itself. */
function simplerValues(kind: ArgumentKind): readonly (number | boolean)[] {
  if (kind === 'switch') return [false];
  return kind === 'code' ? [0, -1] : [INIT, 2, 3, 4, 5, 6, 7, 8];
}

function withArguments(
  command: Command,
  change: (value: number | boolean, isId: boolean, key: string) => number | boolean,
): Command {
  const values = ARGUMENTS[command.name].map(({ key, kind }) =>
    change(argumentsOf(command)[key], kind !== 'code' && kind !== 'switch', key),
  );
  return commandOf(command.name, values);
}
