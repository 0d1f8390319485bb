// The bounds at which mutants are looked for, smallest first, and what a search at one of them finds.
import { searchToEnd } from '../../src/checker/search.ts';
import type { CommandName } from '../../src/contract/command.ts';
import { explorable, printCommand, replay, shortestFailure } from '../support/by-set.ts';
import type { ExplorationPlan } from '../../src/engines/exploration/plan.ts';
import { mutantSystem } from '../../src/own-systems.ts';
import { commandsFor } from '../support/bounds.ts';

/** A bound, by the options that set it. */
interface Rung {
  readonly ids: number;
  readonly handles?: number;
  readonly threads?: number;
  readonly more?: readonly CommandName[];
  readonly match?: 'representation';
}

const SUBREAPERS: readonly CommandName[] = ['set_subreaper'];

/** By ids, and within them by what is added to the core; what only representations tell apart comes last. */
const LADDER: readonly Rung[] = [
  ...[1, 2].flatMap((ids): Rung[] => [
    { ids },
    { ids, handles: 1 },
    { ids, threads: 1 },
    { ids, more: SUBREAPERS },
    { ids, handles: 2 },
    { ids, threads: 2 },
    { ids, threads: 1, more: SUBREAPERS },
  ]),
  { ids: 3 },
  { ids: 3, handles: 1 },
  { ids: 3, threads: 1 },
  { ids: 3, more: SUBREAPERS },
  { ids: 4 },
  { ids: 4, more: SUBREAPERS },
  { ids: 2, match: 'representation' },
  { ids: 2, handles: 1, match: 'representation' },
  { ids: 2, threads: 1, match: 'representation' },
  { ids: 2, more: SUBREAPERS, match: 'representation' },
  { ids: 5, more: SUBREAPERS },
  { ids: 4, more: SUBREAPERS, match: 'representation' },
];
/** The last rungs are too high to be searched to their end. */
const STATES_MAX = 400_000;

/** The record of a mutant. */
export interface Recorded {
  /** The options of `procession explore` that show it. */
  readonly bound: string;
  /** Commands of its shortest counterexample there. */
  readonly length: number;
  readonly counterexample: string;
}

/** Climbs until the mutant is found; undefined if it is not. */
export async function climb(name: string): Promise<Recorded | undefined> {
  for (const rung of LADDER) {
    const found = await searchAt(name, rung);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Searches where the mutant was found before. */
export async function searchAgain(name: string, { bound }: Recorded): Promise<Recorded | undefined> {
  const rung = LADDER.find((candidate) => optionsOf(candidate) === bound);
  if (rung === undefined) throw new Error(`no rung of the ladder is "${bound}"`);
  return await searchAt(name, rung);
}

/** Behaviour has to tell: the table's opinion of itself is not asked. */
async function searchAt(name: string, rung: Rung): Promise<Recorded | undefined> {
  const { ids, handles = 0, threads = 0, more = [], match = 'observation' } = rung;
  const commands = [...commandsFor({ handles, threads }), ...more];
  const plan: ExplorationPlan = {
    bound: { ids, amounts: { handles, threads }, commands, newIds: 'any' },
    symmetry: match === 'observation',
    match,
    selfCheck: false,
  };
  const system = mutantSystem(name);
  if (system === undefined) throw new Error(`there is no mutant ${name}`);
  const { product, symmetry } = explorable(plan, system);
  const { conclusion } = searchToEnd(product, { symmetry, statesMax: STATES_MAX });
  if (conclusion?.verdict !== 'fail') return undefined;
  const { drain } = conclusion.violation;
  const first = { commands: [...product.commandsOf(conclusion.path), ...drain], drain: drain.length };
  const { commands: shortest } = await shortestFailure(plan, system, first, () => undefined);
  const run = await replay(system, shortest);
  if (run.divergence === undefined) throw new Error(`${name}: the counterexample replays clean`);
  return {
    bound: optionsOf(rung),
    length: run.commands.length,
    counterexample: run.commands.map(printCommand).join('; '),
  };
}

function optionsOf({ ids, handles, threads, more, match }: Rung): string {
  const words = [`--ids ${ids}`];
  if (handles !== undefined) words.push(`--handles ${handles}`);
  if (threads !== undefined) words.push(`--threads ${threads}`);
  if (more !== undefined) words.push(`with ${more.join(' ')}`);
  if (match !== undefined) words.push('--match representation --symmetry off');
  return words.join(' ');
}
