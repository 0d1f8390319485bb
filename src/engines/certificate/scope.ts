// The scope of a certificate: the commands and ids that a shorter failure could have, in data and in words; and the cost
// and outcome of a search for one.
import { idNamed } from '../../contract/argument.ts';
import type { Vocabulary } from '../../contract/vocabulary.ts';
import type { Command, CommandName } from '../../contract/command.ts';
import { argumentListOf, argumentsOf, ID_MAX, INIT } from '../../contract/command.ts';
import type { RunControl } from '../../contract/run-control.ts';
import type { System } from '../../contract/system.ts';
import type { Certificate } from '../../counterexample/file/record.ts';
import type { Failure } from '../../counterexample/failure.ts';
import { familyOf } from '../../model/bounded/alphabet.ts';
import { amountOf } from '../../model/bounded/bound.ts';
import type { Amounts, SpaceBound } from '../../model/bounded/bound.ts';
import type { SpaceTraits } from '../../model/bounded/space.ts';
import type { Specification } from '../../model/specification.ts';
import { counted } from '../../contract/format-numbers.ts';

/** A failure and what is known of its length. */
export interface Certified {
  readonly failure: Failure;
  readonly certificate: Certificate;
}

/** The cost of a certificate, at most, and the control of the search for a shorter failure. */
export interface CertificateBudget extends Partial<RunControl> {
  /** States visited at most, of a system in this process. */
  readonly statesMax?: number | undefined;
  /** Sequences at most that a system elsewhere is given. */
  readonly sequencesMax?: number | undefined;
  /** The time for which such a system is given sequences, in milliseconds. */
  readonly timeMs?: number | undefined;
  /** Told of failures of other classes that lie nearer, each as a run of its own showed it. */
  readonly met?: ((other: Failure) => void) | undefined;
}

/** Nothing longer is searched for: the number of states grows tenfold with each command. */
export const LENGTH_MAX = 9;
/** The most that a shorter sequence could use of what the system answers: as many ids as it could take and one more. */
export function boundFor(
  system: System,
  specification: Specification,
  commands: readonly Command[],
): SpaceBound {
  const { vocabulary, space } = specification;
  const { supports, idMax = ID_MAX } = system;
  const own = new Set(commands.map(({ name }) => familyOf(vocabulary, name)));
  const everything = commands.length <= space.certificate.everyCommandUpTo;
  const names = specification.commands.filter((name) => {
    const family = familyOf(vocabulary, name);
    return (everything || family === CORE || own.has(family)) && (supports?.includes(name) ?? true);
  });
  return {
    ids: Math.min(idsFor(commands, vocabulary), idMax),
    amounts: amountsWithin(space.options, space.certificate.amountsFor(commands), names),
    commands: names,
    newIds: 'any',
  };
}

/** The family that no failure is searched without. */
const CORE = 'core';

/** Those amounts that the commands can bring about, and those of no option. */
function amountsWithin(
  options: SpaceTraits['options'],
  amounts: Amounts,
  names: readonly CommandName[],
): Amounts {
  return Object.fromEntries(
    Object.entries(amounts).map(([option, amount]) => {
      const makers = options[option]?.makers;
      return [option, makers === undefined || makers.some((name) => names.includes(name)) ? amount : 0];
    }),
  );
}

/** The bound in words: `all sequences of any commands on ids 1 … 3, at most 2 handles on a thing`. */
export function coversOf({ commands: all, space }: Specification, bound: SpaceBound): string {
  const { ids, commands } = bound;
  const most = Object.entries(space.options).flatMap(([option, { noun, place }]) => {
    const amount = amountOf(bound, option);
    return amount > 0 ? [`${counted(amount, noun)} ${place}`] : [];
  });
  const limits = most.length === 0 ? [] : [`at most ${most.join(' and ')}`];
  const which = commands.length === all.length ? 'any commands' : commands.join(', ');
  const more = space.certificate.covers?.(bound);
  return [
    `all sequences of ${which} on ids 1 … ${ids}`,
    ...limits,
    ...(more === undefined ? [] : [more]),
  ].join(', ');
}

/** As many ids as a shorter sequence could take, and those that the failure names. */
function idsFor(commands: readonly Command[], vocabulary: Vocabulary): number {
  const named = commands.flatMap((command) =>
    argumentListOf(vocabulary, command.name).map(({ key, kind }) => idNamed(kind, argumentsOf(command)[key])),
  );
  return Math.max(INIT + 1, Math.min(commands.length, LENGTH_MAX), ...named.filter((id) => id <= LENGTH_MAX));
}
