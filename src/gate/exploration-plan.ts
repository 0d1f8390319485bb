// What an exhaustive search is of: plain data that also a worker thread can be told, and the product and symmetry
// that follow from it.
import type { Command, CommandSet } from '../contract/command.ts';
import type { SystemUnderTest } from '../contract/system.ts';
import { RecentForms } from '../checker/recent-forms.ts';
import { CanonicalRenaming } from '../checker/symmetry.ts';
import type { Symmetry } from '../checker/transition-system.ts';
import { ProcessTable } from '../impl/process-table.ts';
import { StateRenaming } from '../model/packed-renaming.ts';
import { extentOf } from '../model/space.ts';
import type { SpaceBound } from '../model/space.ts';
import { MUTANTS } from '../mutants/registry.ts';
import { Product, specificationAt } from '../refinement/product.ts';
import type { ProductOptions } from '../refinement/product.ts';
import type { SubjectFor } from '../refinement/subject.ts';
import { SystemSubject } from '../refinement/system-subject.ts';
import { TableSubject } from './table-subject.ts';

/** Which states are told apart, and which are not. */
export interface ExplorationPlan {
  /** `table`, `mutant:NAME`, or the name of a system handed over besides. */
  readonly sut: string;
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

/** Builds both. `system` is asked for only where the plan's is neither the table nor a mutant. */
export function explorable(
  plan: ExplorationPlan,
  system: SystemUnderTest | undefined,
  options?: ProductOptions,
): Explorable {
  const { bound } = plan;
  const product = new Product(bound, subjectFor(plan, system), options);
  if (!plan.symmetry) return { product, symmetry: undefined };
  const renaming = new StateRenaming(product.layout, extentOf(bound));
  return { product, symmetry: new RecentForms(new CanonicalRenaming(renaming), product.keyWords) };
}

/** The table that a system's name stands for, if it is one of ours, whose state travels as words. */
export function tableNamed(sut: string, commandSet: CommandSet = 'hierarchy'): ProcessTable | undefined {
  if (commandSet !== 'hierarchy') return undefined;
  if (sut === 'table') return new ProcessTable();
  const name = sut.startsWith('mutant:') ? sut.slice('mutant:'.length) : '';
  return Object.hasOwn(MUTANTS, name) ? MUTANTS[name]?.make() : undefined;
}

function subjectFor(plan: ExplorationPlan, system: SystemUnderTest | undefined): SubjectFor {
  const { bound, selfCheck, match } = plan;
  const table = tableNamed(plan.sut, bound.commandSet);
  if (table !== undefined) {
    const options = { ids: bound.ids, representation: match === 'representation', selfCheck };
    return (commands: readonly Command[]) => new TableSubject(table, commands, options);
  }
  if (system === undefined) throw new Error(`there is no system ${plan.sut} to explore`);
  return (commands: readonly Command[]) =>
    new SystemSubject(specificationAt(bound), system, commands, selfCheck);
}

/** In words, all that must be the same where a checkpoint is gone on from; `version` stands for the code. */
export function fingerprintOf(plan: ExplorationPlan, { version } = { version: '' }): string {
  const { sut, bound, symmetry, match, selfCheck } = plan;
  return [
    `${sut} at ids ${bound.ids}, handles ${bound.handles}, threads ${bound.threads}`,
    `symmetry ${symmetry ? 'on' : 'off'}, match ${match}, new ids ${bound.newIds}`,
    `self-check ${selfCheck ? 'on' : 'off'}, ${bound.commandSet ?? 'hierarchy'} commands`,
    bound.commands.join(' '),
    version,
  ].join('; ');
}
