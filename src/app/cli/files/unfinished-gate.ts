// The reports of a gate that has not come to its end, kept so that it can go on.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import { whyNot } from '../../../contract/file-trouble.ts';
import { makeFolder, writeWhole } from '../../../counterexample/file/store.ts';
import type { CheckReport } from '../../gate/gate.ts';
import { Misuse } from '../exit-codes.ts';
import { printProblem } from '../print.ts';

const FILE = '.procession/gate/unfinished.json';

/** Everything that decides what a gate does, by the name that a sentence has for it: the seed apart. */
export type GateIdentity = Readonly<Record<string, string>>;

/** A gate that was interrupted. */
export interface UnfinishedGate {
  readonly identity: GateIdentity;
  /** The seed of fresh commands. */
  readonly seed: number;
  readonly began: string;
  readonly checks: readonly CheckReport[];
}

/** Keeps what there is so far; where that cannot be written, once a sentence says so. */
export function keepUnfinished(run: UnfinishedGate): void {
  try {
    makeFolder(dirname(FILE));
    writeWhole(FILE, `${JSON.stringify(run)}\n`);
  } catch (error) {
    if (!told) printProblem(`the gate cannot be gone on with: ${FILE} cannot be written: ${whyNot(error)}`);
    told = true;
  }
}

let told = false;

/** The gate came to its end. */
export function forgetUnfinished(): void {
  rmSync(FILE, { force: true });
}

/** The interrupted gate. Throws {@link Misuse} where there is none. */
export function unfinishedGate(): UnfinishedGate {
  if (!existsSync(FILE))
    throw new Misuse(`there is no gate to go on with: ${FILE} is not there; run it without --resume`);
  return read();
}

/** Throws {@link Misuse} where the interrupted gate is another than this. */
export function refuseAnother(run: UnfinishedGate, identity: GateIdentity, seed: number): void {
  const before: GateIdentity = { seed: String(run.seed), ...run.identity };
  const now: GateIdentity = { seed: String(seed), ...identity };
  const first = Object.keys({ ...now, ...before }).find((name) => before[name] !== now[name]);
  if (first === undefined) return;
  const told = (value: string | undefined): string => value ?? 'not said';
  throw new Misuse(
    `the interrupted gate cannot be gone on with: its ${first} was ${told(before[first])}, and is ${told(now[first])} now; say the same again, or run it without --resume`,
  );
}

function read(): UnfinishedGate {
  try {
    const run = JSON.parse(readFileSync(FILE, 'utf8')) as UnfinishedGate;
    if (Array.isArray(run.checks) && typeof run.identity === 'object' && Number.isInteger(run.seed))
      return run;
  } catch {
    // As a file of another form.
  }
  throw new Misuse(
    `${FILE} cannot be read: it must be what ${COMMAND_LINE} gate wrote when it was interrupted; run it without --resume`,
  );
}
