// A survivor's excuse: no command tells it from the specification, in every state of a bound, with what it hides told apart
// where it lets that be seen.
import { printCommand } from '../../contract/notation/trace.ts';
import { counted } from '../../contract/format-numbers.ts';
import type { SystemUnderTest } from '../../contract/system.ts';
import type { SpaceBound } from '../../model/bounded/bound.ts';
import type { Specification } from '../../model/specification.ts';
import { explore } from '../exploration/exploration.ts';
import { hasStateInWords } from '../exploration/plan.ts';
import type { ExplorationPlan } from '../exploration/plan.ts';
import { usualBound } from '../usual-bound.ts';

/** The outcome of comparing a survivor with the specification. */
export type Comparison =
  | {
      readonly kind: 'equivalent';
      readonly bound: string;
      readonly states: number;
      readonly transitions: number;
    }
  /** These commands tell them apart. */
  | { readonly kind: 'different'; readonly commands: readonly string[] }
  | { readonly kind: 'unknown'; readonly reason: string };

const STATES_MAX = 200_000;
/** A part of the comparison. */
interface Part {
  readonly words: string;
  readonly bound: SpaceBound;
  /** Whether states that differ by names alone are taken as one, and what the system hides is not looked at. */
  readonly upToNames: boolean;
}

/** Every command, with one of all that there can be several of; then the usual commands at more ids. */
function partsFor(specification: Specification, system: SystemUnderTest): readonly Part[] {
  const everything: SpaceBound = {
    ids: 2,
    amounts: Object.fromEntries(Object.keys(specification.space.options).map((option) => [option, 1])),
    commands: specification.commands,
    newIds: 'lowest',
  };
  const usual = (ids: number): SpaceBound => usualBound(specification, system, ids, 'lowest');
  const words = counted(usual(1).commands.length, 'command');
  return [
    { words: `every command on ${counted(everything.ids, 'id')}`, bound: everything, upToNames: false },
    { words: `${words} on 3 ids`, bound: usual(3), upToNames: false },
    { words: `${words} on 4 ids up to their names`, bound: usual(4), upToNames: true },
  ];
}

/** Looks through every state of all parts; asks whether it may go on as often as the clock lets it. */
export async function compareExhaustively(
  specification: Specification,
  system: SystemUnderTest,
  mayGoOn: () => Promise<boolean>,
  now: () => number,
): Promise<Comparison> {
  const parts = partsFor(specification, system);
  let states = 0;
  let transitions = 0;
  for (const part of parts) {
    const searched = await searchedAt(part, specification, system, mayGoOn, now);
    if ('kind' in searched) return searched;
    states += searched.states;
    transitions += searched.transitions;
  }
  const hidden = hasStateInWords(system) ? '; what it hides told apart on 2 and 3 ids' : '';
  const bound = `${parts.map(({ words }) => words).join(', ')}${hidden}`;
  return { kind: 'equivalent', bound, states, transitions };
}

async function searchedAt(
  { bound, upToNames }: Part,
  specification: Specification,
  system: SystemUnderTest,
  mayGoOn: () => Promise<boolean>,
  now: () => number,
): Promise<
  Exclude<Comparison, { kind: 'equivalent' }> | { readonly states: number; readonly transitions: number }
> {
  const plan: ExplorationPlan = {
    bound,
    symmetry: upToNames,
    match: hasStateInWords(system) && !upToNames ? 'representation' : 'observation',
    selfCheck: false,
  };
  let isStopped = false;
  const result = await explore(
    plan,
    system,
    specification,
    { statesMax: STATES_MAX, reachability: false },
    {
      now,
      breathe: async () => {
        isStopped = !(await mayGoOn());
      },
      stopped: () => isStopped,
    },
  );
  if ('refused' in result) throw new Error('a search without a checkpoint was refused one');
  const { failure, verdict, reason = 'no reason was given', counts } = result;
  if (failure !== undefined) {
    const { vocabulary } = specification;
    return {
      kind: 'different',
      commands: failure.commands.map((command) => printCommand(command, vocabulary)),
    };
  }
  if (verdict !== 'pass')
    return { kind: 'unknown', reason: `${reason}, after ${counted(counts.states, 'state')}` };
  const { transitions, refusals, selfLoops } = counts;
  return { states: counts.states, transitions: transitions + refusals + selfLoops };
}
