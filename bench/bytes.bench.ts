// Goal: what a search of states costs by the rules of a set, by its packed form, and by that beside our table. Method: the same
// bounds, in one process: model alone without a system that could differ, then with the table; processor time. By the rules
// only the first states are searched, for all would take minutes; the factor is that of the same states on bytes.
// Usage: node bench/bytes.bench.ts [--quick]
import { StateSearch } from '../src/checker/search.ts';
import type { Symmetry } from '../src/checker/transition-system.ts';
import { CanonicalRenaming } from '../src/checker/symmetry.ts';
import { Product } from '../src/lockstep/product/product.ts';
import type { ExplorableSystem } from '../src/lockstep/product/explorable-system.ts';
import { StateRenaming } from '../src/model/bounded/id-renaming.ts';
import { usualCommands } from '../src/model/bounded/alphabet.ts';
import type { SpaceBound } from '../src/model/bounded/bound.ts';
import { JOB_CONTROL } from '../src/model/job-control/specification.ts';
import { POSIX } from '../src/model/posix/specification.ts';
import type { Specification } from '../src/model/specification.ts';
import { posixTableSystem, terminalTableSystem } from '../src/systems/in-process.ts';
import { explorable } from '../properties/support/by-set.ts';

const quick = process.argv.includes('--quick');
const STATES_BY_RULES = quick ? 300 : 10_000;
const STATES = quick ? 3000 : Number.POSITIVE_INFINITY;

const SETS = [
  ['POSIX, all commands', POSIX.linux, POSIX.linux.commands, posixTableSystem],
  ['job control, one terminal', JOB_CONTROL.linux, usualCommands(JOB_CONTROL.linux), terminalTableSystem],
] as const;

/** Agrees with whatever the model says. */
const NO_SYSTEM: ExplorableSystem = {
  payloadWords: 0,
  representationWords: 0,
  notShown: new Set(),
  reset: () => undefined,
  save: () => undefined,
  load: () => undefined,
  rewind: () => undefined,
  run: () => true,
  isUntouched: () => true,
  shows: () => true,
  holds: () => true,
  isDrained: () => true,
  representation: () => undefined,
};

for (const [name, specification, commands, system] of SETS) {
  const bound: SpaceBound = { ids: 3, amounts: { terminals: 1 }, commands, newIds: 'any' };
  const plan = {
    commandSet: specification.commandSet,
    bound,
    symmetry: true,
    match: 'observation',
    selfCheck: false,
  } as const;
  const options = { witnesses: false, drainMax: 0 };
  const byRules = { ...specification.space };
  Reflect.deleteProperty(byRules, 'packed');
  const alone = (of: Specification): readonly [Product, Symmetry] => {
    const product = new Product(of, bound, NO_SYSTEM, options);
    return [product, new CanonicalRenaming(new StateRenaming(product.layout))];
  };
  const bytes = measured(...alone(specification), STATES);
  const { product, symmetry } = explorable(plan, system(), options);
  const table = measured(product, symmetry, STATES);
  const ruled = measured(...alone({ ...specification, space: byRules }), STATES_BY_RULES);
  const same = measured(...alone(specification), STATES_BY_RULES);
  const factor = ruled.seconds / same.seconds;
  console.log(`${name}, ids 3 up to renaming: ${bytes.states} states, ${bytes.commands} commands`);
  row('on bytes, model alone', bytes);
  row('on bytes, beside the table', table);
  row(`the first ${ruled.states} by the rules`, ruled);
  row('the same on bytes', same, `, ${factor.toFixed(1)} times as fast`);
}

interface Measured {
  readonly states: number;
  readonly commands: number;
  readonly seconds: number;
}

/** The states whose commands were run, up to about so many, and the time that it took. */
function measured(product: Product, symmetry: Symmetry | undefined, statesMax: number): Measured {
  const started = process.cpuUsage();
  const search = new StateSearch(product, symmetry === undefined ? {} : { symmetry });
  while (search.conclusion === undefined && search.counts.expanded < statesMax) search.step(100);
  const { user, system } = process.cpuUsage(started);
  const { expanded, transitions, refusals, selfLoops } = search.counts;
  return {
    states: expanded,
    commands: transitions + refusals + selfLoops,
    seconds: (user + system) / 1e6,
  };
}

function row(title: string, { states, commands, seconds }: Measured, besides = ''): void {
  const rates = `${Math.round(states / seconds)} states and ${Math.round(commands / seconds)} commands a second`;
  console.log(`  ${title.padEnd(30)}${rates}${besides}`);
}
