// What an exhaustive search is of: plain data that also a worker thread can be told, and the product and symmetry
// that follow from it.
import { ownTableOf } from '../../systems/in-process.ts';
import type { Command } from '../../contract/command.ts';
import type { SystemUnderTest } from '../../contract/system.ts';
import { CanonicalCache } from '../../checker/canonical-cache.ts';
import { CanonicalRenaming } from '../../checker/symmetry.ts';
import type { Symmetry } from '../../checker/transition-system.ts';
import { StateRenaming } from '../../model/bounded/id-renaming.ts';
import { extentOf } from '../../model/bounded/bound.ts';
import type { SpaceBound } from '../../model/bounded/bound.ts';
import { Product, specificationAt } from '../../lockstep/product/product.ts';
import type { ProductOptions } from '../../lockstep/product/product.ts';
import type { SubjectFor } from '../../lockstep/product/explorable-system.ts';
import { SystemSubject } from '../../lockstep/product/snapshot-system.ts';
import { tableLike } from '../../systems/registry.ts';
import { TableSubject } from '../../lockstep/table/explorable-table.ts';

/** Which states are told apart, and which are not. */
export interface ExplorationPlan {
  readonly bound: SpaceBound;
  readonly symmetry: boolean;
  readonly match: 'observation' | 'representation';
  /** Whether the system's own self-check must be content with every state. */
  readonly selfCheck: boolean;
}

/** The product to search, and the symmetry to search it by. */
export interface Explorable {
  readonly product: Product;
  readonly symmetry: Symmetry | undefined;
}

/** Builds both. A system that is one of our own tables travels as words; any other is run. */
export function explorable(
  plan: ExplorationPlan,
  system: SystemUnderTest,
  options?: ProductOptions,
): Explorable {
  const { bound } = plan;
  const product = new Product(bound, subjectFor(plan, system), options);
  if (!plan.symmetry) return { product, symmetry: undefined };
  const renaming = new StateRenaming(product.layout, extentOf(bound));
  return { product, symmetry: new CanonicalCache(new CanonicalRenaming(renaming), product.keyWords) };
}

function subjectFor(plan: ExplorationPlan, system: SystemUnderTest): SubjectFor {
  const { bound, match } = plan;
  const selfCheck = plan.selfCheck && system.selfCheck !== undefined;
  const table = tableLike(system);
  if (table !== undefined) {
    const options = { ids: bound.ids, representation: match === 'representation', selfCheck };
    return (commands: readonly Command[]) => new TableSubject(table, commands, options);
  }
  return (commands: readonly Command[]) =>
    new SystemSubject(specificationAt(bound), system, commands, selfCheck);
}

/** In words, all that must be the same where a checkpoint is gone on from; `version` stands for the code. */
export function fingerprintOf(
  { bound, symmetry, match, selfCheck }: ExplorationPlan,
  system: SystemUnderTest,
  { version } = { version: '' },
): string {
  const own = ownTableOf(system);
  const which = own === undefined ? system.name : own.mutant === undefined ? 'table' : `mutant:${own.mutant}`;
  return [
    `${which} at ids ${bound.ids}, handles ${bound.handles}, threads ${bound.threads}`,
    `symmetry ${symmetry ? 'on' : 'off'}, match ${match}, new ids ${bound.newIds}`,
    `self-check ${selfCheck ? 'on' : 'off'}, ${bound.commandSet ?? 'hierarchy'} commands`,
    bound.commands.join(' '),
    version,
  ].join('; ');
}
