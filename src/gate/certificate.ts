// Is there a shorter failure? Breadth-first search over model × system, below the length that shrinking reached and for
// the same failure: it finds a shorter one, or proves that within what it covers there is none.
import type { Bounds } from '../checker/exploration.ts';
import { exploreInSlices, Search } from '../checker/search.ts';
import type { Command, CommandName } from '../contract/command.ts';
import { ARGUMENTS, argumentsOf, CORE_COMMANDS, INIT } from '../contract/command.ts';
import type { System, SystemUnderTest } from '../contract/system.ts';
import type { Certificate } from '../counterexample/record.ts';
import { replay } from '../counterexample/shrink.ts';
import type { Failure } from '../counterexample/shrink.ts';
import { HANDLE_COMMANDS, THREAD_COMMANDS } from '../model/space.ts';
import type { SpaceBound } from '../model/space.ts';
import { HIERARCHY } from '../model/specification.ts';
import { signatureOf } from '../refinement/divergence.ts';
import type { ProductViolation } from '../refinement/product.ts';
import { explorable, tableNamed } from './exploration-plan.ts';

/** A failure and what is known of its length. */
export interface Certified {
  readonly failure: Failure;
  readonly certificate: Certificate;
}

/** What a certificate may cost. */
export interface CertificateBudget extends Pick<Bounds, 'statesMax'> {
  readonly stopped: () => boolean;
  /** Called between slices of work. */
  readonly breathe: () => Promise<void>;
}

/** Nothing longer is searched for: the number of states grows tenfold with each command. */
const LENGTH_MAX = 9;
/** Failures up to this long are searched with every command; longer ones with the families of their own commands. */
const EVERY_COMMAND_UP_TO = 5;
const STATES_MAX = 400_000;
/** Of a system that is run for every step of the search. */
const STATES_MAX_ELSEWHERE = 20_000;
/** Labels between two looks at the budget. */
const SLICE = 20_000;
/** The families besides the core. */
const FAMILIES: readonly (readonly CommandName[])[] = [HANDLE_COMMANDS, THREAD_COMMANDS, ['set_subreaper']];

/**
 * Certifies a failure, or says why not. A shorter failure that is found takes its place. `sut` names the system as
 * `--sut` does, so that our own table travels as words; any other synchronous system is run.
 */
export async function certify(
  sut: string,
  system: System,
  failure: Failure,
  budget: CertificateBudget,
): Promise<Certified> {
  const refused = whyNotSearched(system, failure);
  if (refused !== undefined)
    return { failure, certificate: { shortest: false, atLeast: 1, reason: refused } };
  const { commands, divergence } = failure;
  const bound = boundOf(commands);
  const plan = { sut, bound, symmetry: true, match: 'observation', selfCheck: false } as const;
  const wanted = (violation: ProductViolation): boolean =>
    violation.kind === divergence.kind && violation.command === divergence.command?.name;
  const { product, symmetry } = explorable(plan, system as SystemUnderTest, { drainMax: 0, wanted });
  const limits = {
    depthMax: Math.min(commands.length, LENGTH_MAX),
    statesMax: budget.statesMax ?? statesMaxFor(sut),
  };
  const search = new Search(product, { symmetry, ...limits });
  await exploreInSlices(search, SLICE, async () => {
    await budget.breathe();
    return budget.stopped() ? 'it was interrupted' : undefined;
  });
  const { counts, conclusion } = search;
  const transitions = counts.transitions + counts.refusals + counts.selfLoops;
  const covers = coversOf(bound);
  if (conclusion?.verdict === 'fail') {
    const shorter = await confirmed(system, product.commandsOf(conclusion.path), failure);
    if (shorter !== undefined) {
      const { length } = shorter.commands;
      return { failure: shorter, certificate: { shortest: true, commands: length, transitions, covers } };
    }
    const reason = 'a shorter one was found that did not fail alike when it was run again';
    return { failure, certificate: { shortest: false, atLeast: conclusion.path.length, reason } };
  }
  if (
    conclusion?.verdict === 'inconclusive' &&
    (conclusion.bound !== 'depthMax' || commands.length > LENGTH_MAX)
  ) {
    return {
      failure,
      certificate: { shortest: false, atLeast: counts.depth + 1, reason: conclusion.reason },
    };
  }
  return { failure, certificate: { shortest: true, commands: commands.length, transitions, covers } };
}

/** `certified shortest (5 commands, 581 transitions examined)`, or why not. */
export function certificateText(certificate: Certificate, length: number): string {
  if (!certificate.shortest) {
    return `not certified: shortest of ≥ ${certificate.atLeast} proved, best so far ${length}; ${certificate.reason}`;
  }
  const { transitions, covers } = certificate;
  return `certified shortest (${length} command${length === 1 ? '' : 's'}, ${transitions.toLocaleString('en-US')} transitions examined): ${covers}`;
}

function statesMaxFor(sut: string): number {
  return tableNamed(sut) === undefined ? STATES_MAX_ELSEWHERE : STATES_MAX;
}

function whyNotSearched(system: System, { commands, divergence }: Failure): string | undefined {
  if (system.asynchronous) return 'the system is elsewhere and cannot be searched';
  if (divergence.step < 0) return 'what a reset leaves behind is no step that could be searched for';
  if (divergence.kind === 'self-check') return "the system's opinion of itself is not searched for";
  const codes = commands.some(
    (command) => command.name === 'exit_thread' && command.code !== 0 && command.code !== -1,
  );
  return codes ? 'it has exit codes other than 0 and −1, the two that the search knows' : undefined;
}

/** Whatever a shorter sequence could use: as many ids as it could take and one more. */
function boundOf(commands: readonly Command[]): SpaceBound {
  const names = new Set(commands.map(({ name }) => name));
  const families = FAMILIES.filter(
    (family) => commands.length <= EVERY_COMMAND_UP_TO || family.some((name) => names.has(name)),
  ).flat();
  const ids = commands.flatMap((command) =>
    ARGUMENTS[command.name].flatMap(({ key, kind }) =>
      kind === 'code' || kind === 'switch' ? [] : [Number(argumentsOf(command)[key])],
    ),
  );
  const shorter = Math.max(commands.length - 1, 1);
  return {
    ids: Math.max(INIT + 1, Math.min(commands.length, LENGTH_MAX), ...ids.filter((id) => id <= LENGTH_MAX)),
    handles: families.includes('hold_group') ? Math.min(shorter, 3) : 0,
    threads: families.includes('new_thread') ? Math.min(shorter, 3) : 0,
    commands: HIERARCHY.commands.filter((name) => CORE_COMMANDS.includes(name) || families.includes(name)),
    newIds: 'any',
  };
}

function coversOf({ ids, handles, threads, commands }: SpaceBound): string {
  const most = [
    ...(handles > 0 ? [`${handles} handles on a thing`] : []),
    ...(threads > 0 ? [`${threads} threads in a process`] : []),
  ];
  const limits = most.length === 0 ? '' : `, at most ${most.join(' and ')}`;
  const which = commands.length === HIERARCHY.commands.length ? 'any commands' : commands.join(', ');
  return `all sequences of ${which} on ids 1 … ${ids}${limits}; what the system hides was not told apart`;
}

async function confirmed(
  system: System,
  commands: readonly Command[],
  failure: Failure,
): Promise<Failure | undefined> {
  const run = await replay(system, commands);
  if (run.divergence === undefined || signatureOf(run.divergence) !== signatureOf(failure.divergence))
    return undefined;
  return { commands: run.commands, divergence: run.divergence };
}
