// Is there a shorter failure? Breadth-first search over model × system, below the length that shrinking reached and for
// the same failure: it finds a shorter one, or proves that within what it covers there is none.
import type { Bounds } from '../checker/exploration.ts';
import { exploreInSlices, Search } from '../checker/search.ts';
import type { Command, CommandName } from '../contract/command.ts';
import { idNamed } from '../contract/argument.ts';
import { argumentsOf, COMMAND_NAMES, CORE_COMMANDS, INIT, partsOf } from '../contract/command.ts';
import type { System, SystemUnderTest } from '../contract/system.ts';
import type { Certificate } from '../counterexample/record.ts';
import { replay } from '../counterexample/shrink.ts';
import type { Failure } from '../counterexample/shrink.ts';
import { HANDLE_COMMANDS, SEVERAL_CODES, THREAD_COMMANDS } from '../model/space.ts';
import type { SpaceBound } from '../model/space.ts';
import { specificationOf } from '../model/specification.ts';
import { signatureOf } from '../refinement/divergence.ts';
import type { ProductViolation } from '../refinement/product.ts';
import { ByRows } from './by-rows.ts';
import { PassedOver } from './passed-over.ts';
import { explorable, tableNamed } from './exploration-plan.ts';
import type { ExplorationPlan } from './exploration-plan.ts';

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
  /** Told of failures of other signatures that lie nearer, each as a run of its own showed it. */
  readonly met?: ((other: Failure) => void) | undefined;
}

/** Nothing longer is searched for: the number of states grows tenfold with each command. */
const LENGTH_MAX = 9;
/** Failures up to this long are searched with every command; longer ones with the families of their own commands. */
const EVERY_COMMAND_UP_TO = 5;
/** The same of the POSIX commands, of which each state has more. */
const EVERY_POSIX_COMMAND_UP_TO = 4;
const STATES_MAX = 400_000;
/** Of our own system of the POSIX commands, which is run for every step of the search: a minute at most. */
const STATES_MAX_RUN = 300_000;
/** Of a system of the user's, whose steps may cost anything. */
const STATES_MAX_ELSEWHERE = 20_000;
/** Labels between two looks at the budget. */
const SLICE = 20_000;
/** The families besides the core. */
const FAMILIES: readonly (readonly CommandName[])[] = [HANDLE_COMMANDS, THREAD_COMMANDS, ['set_subreaper']];
/** Of the POSIX commands, those that a failure can often do without. */
const POSIX_FAMILIES: readonly (readonly CommandName[])[] = [
  ['execve'],
  ['set_subreaper'],
  ['ignore_sigchld'],
  ['kill'],
  ['getpgid', 'getsid', 'getppid'],
];

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
  const { commandSet } = specificationOf(system);
  const bound = commandSet === 'posix' ? posixBoundOf(failure.commands) : boundOf(failure.commands);
  const covers = coversOf(bound);
  const first = { sut, bound, symmetry: true, match: 'observation', selfCheck: false } as const;
  const shown = await searched(first, system, failure, failure.commands.length, budget);
  if (shown.gaveUp !== undefined) {
    const { atLeast, reason } = shown.gaveUp;
    return { failure, certificate: { shortest: false, atLeast, reason } };
  }
  const best = shown.shorter ?? failure;
  const visible = `${covers}; what the system hides was not told apart`;
  if (tableNamed(sut, commandSet) === undefined) return proved(best, shown.transitions, visible);
  // What a table hides can be told apart too: is there anything shorter that takes another hidden state?
  const second = { ...first, symmetry: false, match: 'representation' } as const;
  const hidden = await searched(second, system, best, best.commands.length - 1, budget);
  const transitions = shown.transitions + hidden.transitions;
  if (hidden.gaveUp !== undefined) return proved(best, transitions, visible);
  const everything = `${covers}; what the system hides was told apart too, up to the names of ids`;
  return proved(hidden.shorter ?? best, transitions, everything);
}

function proved(failure: Failure, transitions: number, covers: string): Certified {
  return { failure, certificate: { shortest: true, commands: failure.commands.length, transitions, covers } };
}

interface Searched {
  /** Found, and no longer than asked for. */
  readonly shorter: Failure | undefined;
  /** Why it is not known whether there is one; nothing shorter than `atLeast` was there. */
  readonly gaveUp: { readonly atLeast: number; readonly reason: string } | undefined;
  readonly transitions: number;
}

/** Searches for the simplest of the shortest failures of this kind, of at most so many commands. */
async function searched(
  plan: ExplorationPlan,
  system: System,
  failure: Failure,
  lengthMax: number,
  budget: CertificateBudget,
): Promise<Searched> {
  const { divergence } = failure;
  const others = new PassedOver();
  const wanted = (violation: ProductViolation): boolean => {
    if (violation.kind === divergence.kind && violation.command === divergence.command?.name) return true;
    if (budget.met !== undefined) others.note(violation, search);
    return false;
  };
  const { product, symmetry } = explorable(plan, system as SystemUnderTest, {
    witnesses: false,
    drainMax: 0,
    wanted,
  });
  const search: Search<ProductViolation> = new Search(product, {
    symmetry: symmetry ?? new ByRows(product.layout, plan.bound),
    depthMax: Math.min(lengthMax, LENGTH_MAX),
    statesMax: budget.statesMax ?? statesMaxFor(plan),
  });
  await exploreInSlices(search, SLICE, async () => {
    await budget.breathe();
    return budget.stopped() ? 'it was interrupted' : undefined;
  });
  const { counts, conclusion } = search;
  const transitions = counts.transitions + counts.refusals + counts.selfLoops;
  for (const candidates of others.candidates(search, product)) {
    for (const candidate of candidates) {
      const { commands: run, divergence: other } = await replay(system, candidate);
      if (other?.step !== candidate.length - 1) continue;
      if (signatureOf(other) !== signatureOf(divergence)) budget.met?.({ commands: run, divergence: other });
      break;
    }
  }
  if (conclusion?.verdict === 'fail') {
    const shorter = await confirmed(system, product.commandsOf(conclusion.path), failure);
    const reason = 'a shorter one was found that did not fail alike when it was run again';
    const gaveUp = shorter === undefined ? { atLeast: conclusion.path.length, reason } : undefined;
    return { transitions, shorter, gaveUp };
  }
  const isCutShort =
    conclusion?.verdict === 'inconclusive' && (conclusion.bound !== 'depthMax' || lengthMax > LENGTH_MAX);
  const gaveUp = isCutShort
    ? { atLeast: Math.min(counts.depth + 1, failure.commands.length), reason: conclusion.reason }
    : undefined;
  return { transitions, shorter: undefined, gaveUp };
}

/** `certified shortest (5 commands, 581 transitions examined)`, or why not. */
export function certificateText(certificate: Certificate, length: number): string {
  if (!certificate.shortest) {
    return `not certified: shortest of ≥ ${certificate.atLeast} proved, best so far ${length}; ${certificate.reason}`;
  }
  const { transitions, covers } = certificate;
  return `certified shortest (${length} command${length === 1 ? '' : 's'}, ${transitions.toLocaleString('en-US')} transitions examined): ${covers}`;
}

function statesMaxFor({ sut, bound }: ExplorationPlan): number {
  if (tableNamed(sut, bound.commandSet) !== undefined) return STATES_MAX;
  return /^(?:table$|mutant:)/.test(sut) ? STATES_MAX_RUN : STATES_MAX_ELSEWHERE;
}

function whyNotSearched(system: System, { commands, divergence }: Failure): string | undefined {
  if (system.asynchronous) return 'the system is elsewhere and cannot be searched';
  if (divergence.step < 0) return 'what a reset leaves behind is no step that could be searched for';
  if (divergence.kind === 'self-check') return "the system's opinion of itself is not searched for";
  const codes = commands.some(
    (command) =>
      (command.name === 'exit_thread' && command.code !== 0 && command.code !== -1) ||
      (command.name === 'exit' && 'code' in command && !SEVERAL_CODES.includes(command.code)),
  );
  return codes ? 'it has exit codes that the search does not know' : undefined;
}

/** Whatever a shorter sequence could use: as many ids as it could take and one more. */
function boundOf(commands: readonly Command[]): SpaceBound {
  const names = new Set(commands.map(({ name }) => name));
  const families = FAMILIES.filter(
    (family) => commands.length <= EVERY_COMMAND_UP_TO || family.some((name) => names.has(name)),
  ).flat();
  const shorter = Math.max(commands.length - 1, 1);
  return {
    ids: idsFor(commands),
    handles: families.includes('hold_group') ? Math.min(shorter, 3) : 0,
    threads: families.includes('new_thread') ? Math.min(shorter, 3) : 0,
    commands: COMMAND_NAMES.hierarchy.filter(
      (name) => CORE_COMMANDS.includes(name) || families.includes(name),
    ),
    newIds: 'any',
  };
}

function posixBoundOf(commands: readonly Command[]): SpaceBound {
  const names = new Set(commands.map(({ name }) => name));
  const leftOut = POSIX_FAMILIES.filter(
    (family) => commands.length > EVERY_POSIX_COMMAND_UP_TO && !family.some((name) => names.has(name)),
  ).flat();
  return {
    commandSet: 'posix',
    ...(commands.some(hasCode) && { codes: 'several' }),
    ids: idsFor(commands),
    handles: 0,
    threads: 0,
    commands: COMMAND_NAMES.posix.filter((name) => !leftOut.includes(name)),
    newIds: 'any',
  };
}

/** Whether a process exits with another code than 0. */
function hasCode(command: Command): boolean {
  return command.name === 'exit' && 'code' in command && command.code !== 0;
}

/** As many ids as a shorter sequence could take, and those that the failure names. */
function idsFor(commands: readonly Command[]): number {
  const named = commands.flatMap((command) =>
    partsOf(command).map(({ key, kind }) => idNamed(kind, argumentsOf(command)[key])),
  );
  return Math.max(INIT + 1, Math.min(commands.length, LENGTH_MAX), ...named.filter((id) => id <= LENGTH_MAX));
}

function coversOf(bound: SpaceBound): string {
  const { commandSet = 'hierarchy', ids, codes, handles, threads, commands } = bound;
  const most = [
    ...(handles > 0 ? [`${handles} handles on a thing`] : []),
    ...(threads > 0 ? [`${threads} threads in a process`] : []),
  ];
  const limits = most.length === 0 ? '' : `, at most ${most.join(' and ')}`;
  const which = commands.length === COMMAND_NAMES[commandSet].length ? 'any commands' : commands.join(', ');
  const exits =
    commandSet === 'posix' ? `, exit codes ${(codes === 'several' ? SEVERAL_CODES : [0]).join(', ')}` : '';
  return `all sequences of ${which} on ids 1 … ${ids}${limits}${exits}`;
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
