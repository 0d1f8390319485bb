// The plan of an exhaustive search: plain data that also a worker thread can be told, and the product and symmetry
// that follow from it.
import type { System, SystemUnderTest } from '../../contract/system.ts';
import type { Specification } from '../../model/specification.ts';
import { CanonicalCache } from '../../checker/canonical-cache.ts';
import { CanonicalRenaming } from '../../checker/symmetry.ts';
import type { Symmetry } from '../../checker/transition-system.ts';
import { StateRenaming } from '../../model/bounded/id-renaming.ts';
import { amountOf } from '../../model/bounded/bound.ts';
import type { SpaceBound } from '../../model/bounded/bound.ts';
import { Product } from '../../lockstep/product/product.ts';
import type { ProductOptions } from '../../lockstep/product/product.ts';
import { subjectOf } from '../../lockstep/product/subject.ts';
import { representationSymmetry } from '../../lockstep/table/representation-symmetry.ts';

/** The states that are told apart, and those that are not. */
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
  /** If states are told apart by representation: a symmetry that need not take ids to be alike. */
  readonly rowSymmetry: Symmetry | undefined;
}

/** Whether a system says that its state can be had as words, so that what it hides can be told apart too. */
export function hasStateInWords(system: System): boolean {
  return !system.asynchronous && system.explorable?.(1, []) !== undefined;
}

/** Builds both, by the profile that decides most: a search leaves no choices. */
export function explorable(
  plan: ExplorationPlan,
  system: SystemUnderTest,
  { mostDecided: specification }: Specification,
  options?: ProductOptions,
): Explorable {
  const { bound, selfCheck } = plan;
  const representation = plan.match === 'representation';
  const subject = subjectOf(system, specification, bound, { representation, selfCheck });
  const product = new Product(specification, bound, subject.system, options);
  const rowSymmetry = representation ? representationSymmetry(subject.layout, product.layout) : undefined;
  if (!plan.symmetry) return { product, symmetry: undefined, rowSymmetry };
  const renaming = new StateRenaming(product.layout);
  const symmetry = new CanonicalCache(new CanonicalRenaming(renaming), product.keyWords);
  return { product, symmetry, rowSymmetry };
}

/** In words, all that must be the same where a checkpoint is gone on from; `version` stands for the code. */
export function fingerprintOf(
  { bound, symmetry, match, selfCheck }: ExplorationPlan,
  system: SystemUnderTest,
  specification: Specification,
  { version } = { version: '' },
): string {
  const { commandSet, space } = specification.mostDecided;
  const amounts = Object.keys(space.options).map((option) => `${option} ${amountOf(bound, option)}`);
  const again = system.again?.();
  return [
    [`${system.name} at ids ${bound.ids}`, ...amounts].join(', '),
    `symmetry ${symmetry ? 'on' : 'off'}, match ${match}, new ids ${bound.newIds}`,
    `self-check ${selfCheck ? 'on' : 'off'}, ${commandSet} commands`,
    bound.commands.join(' '),
    ...(again === undefined ? [] : [`made by ${again.make}(${JSON.stringify(again.argument) ?? ''})`]),
    version,
  ].join('; ');
}
