// Replay and reduction of a sequence of commands in one call each, with Node's clock.
import { worldFor } from '../gate/world.ts';
import { specificationOf } from '../../command-sets.ts';
import type { CommandIn } from '../../command-sets.ts';
import type { Command } from '../../contract/command.ts';
import type { System } from '../../contract/system.ts';
import { minimise } from '../../engines/certificate/minimise.ts';
import type { Divergence } from '../../lockstep/divergence.ts';
import * as lockstep from '../../lockstep/replay.ts';
import { certificateText } from '../report/certificate-text.ts';
import { checkCommands, checkSystem } from './given.ts';
import { foundOn } from './found.ts';
import type { Found } from './found.ts';

/** The end of a replay. */
export interface Replayed {
  /** The commands that were run, those that lead back to init alone included. */
  readonly commands: readonly Command[];
  /** The place where system and model part, at the last of the commands; `undefined` where they agree. */
  readonly divergence: Divergence | undefined;
}

/**
 * Runs commands on a system beside the model and compares everything after each. At the end the system is reset, and must
 * be where it began.
 *
 * @example
 * ```ts
 * import { replay, tableSystem } from 'procession-check';
 *
 * const { divergence } = await replay(tableSystem(), [{ name: 'fork', process: 1, child: 2 }]);
 * divergence === undefined; // true
 * ```
 */
export async function replay(system: System, commands: readonly CommandIn[]): Promise<Replayed> {
  checkSystem('replay', system);
  const specification = specificationOf(system);
  checkCommands('replay', commands, specification);
  const run = await lockstep.replay(system, specification, commands);
  return { commands: run.commands, divergence: run.divergence };
}

/** A failure made short. */
export interface Shrunk extends Found {
  /** A sentence: that no shorter sequence fails alike and what was searched to know it, or how much of that is known. */
  readonly certificate: string | undefined;
}

/**
 * Makes a failing sequence shorter and simpler while it goes on failing alike, then searches for a shorter one still;
 * `undefined` where it does not fail. Takes a minute at most for the first and some seconds for the second.
 *
 * @example
 * ```ts
 * import { PosixTable, posixTableSystem, shrink } from 'procession-check';
 *
 * class Mine extends PosixTable {
 *   override getsid(process: number, pid: number): number {
 *     return this.getpgid(process, pid);
 *   }
 * }
 * const shrunk = await shrink(posixTableSystem('mine', new Mine()), [
 *   { name: 'fork', process: 1, child: 5 },
 *   { name: 'setpgid', process: 5, pid: 0, pgid: 0 },
 *   { name: 'getppid', process: 5 },
 *   { name: 'getsid', process: 5, pid: 0 },
 * ]);
 * shrunk?.commands.length; // 3
 * ```
 */
export async function shrink(system: System, commands: readonly CommandIn[]): Promise<Shrunk | undefined> {
  checkSystem('shrink', system);
  const specification = specificationOf(system);
  checkCommands('shrink', commands, specification);
  const control = worldFor(Number.POSITIVE_INFINITY);
  const minimised = await minimise(system, specification, commands, control);
  if (minimised === undefined) return undefined;
  const { failure, certificate } = minimised;
  const found = foundOn(system.name, failure, specification);
  return {
    ...found,
    certificate: certificate && certificateText(certificate, failure.commands.length),
  };
}
