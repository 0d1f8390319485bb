// One campaign against one mutant, measured.
import { certify, printCommand } from '../support/by-set.ts';
import { mutantSystem } from '../../src/own-systems.ts';
import { failureClassOf } from '../../src/lockstep/divergence.ts';
import { campaign } from '../support/catch.ts';

export interface Measured {
  readonly name: string;
  readonly seed: number;
  /** Commands of the certified failure; undefined where none was found. */
  readonly length?: number;
  /** They themselves, as `1 fork 2; 2 exit`. */
  readonly commands?: string;
  /** The clause or invariant, the command, and how the failure shows. */
  readonly signature?: string;
  readonly certified: boolean;
  readonly executions: number;
  readonly certifyMs: number;
  /** The reason that it was not found or not certified. */
  readonly reason?: string;
}

const UNHURRIED = { stopped: () => false, breathe: () => Promise.resolve() };
const SHRINK_MAX = 20_000;

/** Default settings; the certificate is timed apart. */
export async function measure(name: string, seed: number): Promise<Measured> {
  const system = mutantSystem(name);
  if (system === undefined) throw new Error(`there is no mutant ${name}`);
  const { failure } = await campaign(system, seed, SHRINK_MAX);
  if (failure === undefined)
    return { name, seed, certified: false, executions: 0, certifyMs: 0, reason: 'not found' };
  const started = performance.now();
  const { failure: shortest, certificate } = await certify(system, failure.failure, UNHURRIED);
  return {
    name,
    seed,
    length: shortest.commands.length,
    commands: shortest.commands.map(printCommand).join('; '),
    signature: failureClassOf(shortest.divergence),
    certified: certificate.shortest,
    executions: failure.executions,
    certifyMs: performance.now() - started,
    ...(!certificate.shortest && { reason: certificate.reason }),
  };
}

/** By mutant and signature, the fewest commands that any campaign ended with. */
export function lengthsOf(
  all: readonly Measured[],
): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const lengths: Record<string, Record<string, number>> = {};
  for (const { name, signature, length } of all) {
    if (signature === undefined || length === undefined) continue;
    const known = (lengths[name] ??= {});
    known[signature] = Math.min(length, known[signature] ?? length);
  }
  return lengths;
}
