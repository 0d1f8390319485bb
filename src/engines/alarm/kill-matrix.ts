// The kill matrix: mutants of one command set, and for each the properties that kill it when each alone is judged, after how
// many commands. The first column is the whole: the judge that every run is judged by. A row says so if it and the
// properties that it is made of do not agree about the first moment: then one of them looks away.
import type { Command } from '../../contract/command.ts';
import { counted } from '../../contract/format-numbers.ts';
import { pacer } from '../../contract/run-control.ts';
import type { RunControl } from '../../contract/run-control.ts';
import type { SystemUnderTest } from '../../contract/system.ts';
import { Lockstep } from '../../lockstep/lockstep.ts';
import { planOf, run } from '../../lockstep/run.ts';
import type { RunPlan } from '../../lockstep/run-plan.ts';
import type { Specification } from '../../model/specification.ts';
import { EachAlone } from './each-alone.ts';
import { compareExhaustively } from './equivalence.ts';
import type { Comparison } from './equivalence.ts';
import { askedOf } from './properties.ts';
import type { Property } from './property.ts';
import { drained, Sequences } from './sequences.ts';
import type { DrawOptions } from './sequences.ts';

/** A system with a fault, as the alarm sees it. */
export interface AlarmMutant {
  readonly name: string;
  /** The clause that it breaks. */
  readonly rule: string;
  readonly sentence: string;
  /** Commands that show it, where it shows so seldom that random ones can miss it. */
  readonly example?: readonly Command[];
  readonly make: () => SystemUnderTest;
}

/** The extent of the alarm. */
export interface AlarmPlan extends DrawOptions {
  readonly specification: Specification;
  readonly mutants: readonly AlarmMutant[];
  /** Random commands a mutant: no further sequence is begun after so many. */
  readonly budget: number;
  /** The columns beside the whole; absent where it is only asked whether each mutant is killed. */
  readonly properties: readonly Property[] | undefined;
}

/** The name of the first column. */
export const WHOLE = 'whole';

/** A row of the matrix. */
export interface KillRow {
  readonly name: string;
  readonly rule: string;
  readonly sentence: string;
  /** By property that kills it, the whole among them: after how many commands. */
  readonly killedBy: Readonly<Record<string, number>>;
  /** Whether random commands missed it, and its example was run. */
  readonly byExample: boolean;
  /** Commands given to it. */
  readonly commands: number;
  /** A survivor's exhaustive comparison. */
  readonly comparison?: Comparison;
  /** In a sentence: the whole and its parts do not agree. */
  readonly discord?: string;
}

/** The columns and the rows that there were time for. */
export interface KillMatrixResult {
  readonly properties: readonly string[];
  readonly rows: readonly KillRow[];
  readonly isComplete: boolean;
}

/** Runs every mutant. The same plan gives the same matrix. */
export async function killMatrix(plan: AlarmPlan, control: RunControl<string>): Promise<KillMatrixResult> {
  const { specification, mutants } = plan;
  const rows: KillRow[] = [];
  const columns = new Set<string>();
  // The mutants of a set are of one table: the ids that one of them takes all take.
  const sequences = new Sequences(specification, plan, mutants.at(0)?.make().idMax);
  const pace = pacer(control);
  for (const mutant of mutants) {
    const mayGoOn = async (): Promise<boolean> => {
      await pace(() => `${rows.length} of ${counted(mutants.length, 'mutant')}: ${mutant.name}`);
      return !control.stopped();
    };
    const row = await rowOf(plan, mutant, sequences, columns, mayGoOn, control.now);
    if (row === undefined) break;
    rows.push(row);
  }
  const names = (plan.properties ?? []).map(({ name }) => name).filter((name) => columns.has(name));
  return { properties: [WHOLE, ...names], rows, isComplete: rows.length === mutants.length };
}

/** The row of a mutant; nothing where the end came first. Adds the columns that were asked. */
async function rowOf(
  plan: AlarmPlan,
  mutant: AlarmMutant,
  sequences: Sequences,
  columns: Set<string>,
  mayGoOn: () => Promise<boolean>,
  now: () => number,
): Promise<KillRow | undefined> {
  const { specification, budget } = plan;
  const whole = new Whole(specification, mutant.make());
  for (let index = 0; !whole.isOver && whole.commands < budget; index += 1) {
    if (!(await mayGoOn())) return undefined;
    whole.run({ next: sequences.commands(index) });
  }
  const byExample = whole.killedAfter === undefined && mutant.example !== undefined;
  if (byExample) whole.run(planOf(specification, mutant.example ?? []));
  const alone = await eachAlone(plan, mutant, sequences, byExample, columns, mayGoOn);
  if (alone === undefined) return undefined;
  const { name, rule, sentence } = mutant;
  const killedAfter = whole.killedAfter;
  const row: KillRow = {
    name,
    rule,
    sentence,
    killedBy: {
      ...(killedAfter !== undefined && { [WHOLE]: killedAfter }),
      ...Object.fromEntries(alone.killedBy),
    },
    byExample: byExample && killedAfter !== undefined,
    commands: whole.commands + alone.commands,
    ...discordIn(plan, killedAfter, alone.killedBy),
  };
  if (killedAfter !== undefined) return row;
  const comparison = await compareExhaustively(specification, mutant.make(), mayGoOn, now);
  // A comparison that somebody ended says nothing of the mutant.
  return comparison.kind === 'unknown' && !(await mayGoOn()) ? undefined : { ...row, comparison };
}

async function eachAlone(
  { specification, budget, properties }: AlarmPlan,
  mutant: AlarmMutant,
  sequences: Sequences,
  byExample: boolean,
  columns: Set<string>,
  mayGoOn: () => Promise<boolean>,
): Promise<Pick<EachAlone, 'killedBy' | 'commands'> | undefined> {
  const system = mutant.make();
  const asked = askedOf(properties ?? [], specification, system);
  for (const { name } of asked) columns.add(name);
  const alone = new EachAlone(specification, system, asked);
  for (let index = 0; !alone.isOver && alone.commands < budget; index += 1) {
    if (!(await mayGoOn())) return undefined;
    alone.run(sequences.course(index));
  }
  if (byExample) alone.run(drained(specification, planOf(specification, mutant.example ?? []).next));
  return alone;
}

/** The properties that are no part of the judgement that ends a run: they count only where behaviour shows nothing. */
const ASIDE: readonly string[] = ['self-check'];

function discordIn(
  { properties }: AlarmPlan,
  killedAfter: number | undefined,
  killedBy: ReadonlyMap<string, number>,
): Pick<KillRow, 'discord'> {
  const parts = [...killedBy].filter(([name]) => !ASIDE.includes(name));
  const first = parts.length === 0 ? undefined : Math.min(...parts.map(([, after]) => after));
  if (properties === undefined || first === killedAfter) return {};
  const words = (after: number | undefined): string =>
    after === undefined ? 'not at all' : `after ${counted(after, 'command')}`;
  return {
    discord: `the judge of all runs notices it ${words(killedAfter)}, its parts by themselves ${words(first)}`,
  };
}

/** The judge of all runs: everything is compared after every command, and the first divergence ends it. */
class Whole {
  readonly #lockstep: Lockstep<SystemUnderTest>;
  #commands = 0;
  #killedAfter: number | undefined;

  constructor(specification: Specification, system: SystemUnderTest) {
    this.#lockstep = new Lockstep(system, specification, { fullUpTo: Number.POSITIVE_INFINITY });
  }

  get commands(): number {
    return this.#commands;
  }

  get isOver(): boolean {
    return this.#killedAfter !== undefined;
  }

  /** Commands until the first divergence. */
  get killedAfter(): number | undefined {
    return this.#killedAfter;
  }

  run(plan: RunPlan): void {
    const { divergence } = run(this.#lockstep, plan);
    const isBehaviour = divergence !== undefined && divergence.kind !== 'self-check';
    if (isBehaviour) this.#killedAfter = this.#commands + divergence.step + 1;
    this.#commands += isBehaviour ? divergence.step + 1 : this.#lockstep.steps;
  }
}
