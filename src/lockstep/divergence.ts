// The first step where model and system part, as a value: what was expected, what was seen, what it concerns.
import type { Answer, Command } from '../contract/command.ts';
import type { Vocabulary } from '../contract/vocabulary.ts';
import type { Observation } from '../contract/observation/observation.ts';
import type { Ground, Refusal } from '../contract/refusal.ts';
import type { InvariantId } from '../model/invariants/all.ts';
import type { Difference } from '../contract/observation/differences.ts';

/** The answer that the model allows: this one, or any of these refusals. */
export type ExpectedAnswer = Answer | { readonly refusedWithAnyOf: readonly Refusal[] };

/** The refusal that should have been the answer, the first that applies, and what made it apply. */
export interface MissedRefusal {
  readonly refusal: Refusal;
  /** `undefined` where one condition alone makes it apply. */
  readonly ground: Ground | undefined;
}

/** An invariant that the system's own state violates, with the violation in a sentence. */
export interface Violation {
  readonly invariant: InvariantId;
  readonly finding: string;
}

/**
 * The way in which they parted. `answer`: it answered otherwise. `observation`: it shows another state. `invariant`: what it
 * shows is as expected and violates an invariant (of a drained state, I9). `self-check`: its own opinion of its
 * innards is bad. `exception`: it threw, or its answer or observation has no known form.
 */
export type DivergenceKind = 'answer' | 'observation' | 'invariant' | 'self-check' | 'exception';

/** The first step where model and system part. */
export interface Divergence {
  readonly kind: DivergenceKind;
  /** Position of the command in the run, from 0; -1 for the state after a reset, before any command. */
  readonly step: number;
  readonly command: Command | undefined;
  /** The clause of the command (`H4`), or the invariant where one is violated by what else is as expected. */
  readonly concerns: string;
  /** The class of the failure, see {@link failureClassOf}: two failures are alike where these are equal. */
  readonly failureClass: string;
  /** In a sentence: what is wrong. */
  readonly sentence: string;
  readonly expectedAnswer: ExpectedAnswer | undefined;
  readonly seenAnswer: Answer | undefined;
  /** The refusal that the answer should have been. */
  readonly missed?: MissedRefusal;
  /** The state that should be shown after the command, and the one that is; `undefined` where it could not be asked. */
  readonly expected: Observation | undefined;
  readonly seen: Observation | undefined;
  readonly differences: readonly Difference[];
  readonly violations: readonly Violation[];
  /** The system's answer to each command, where a choice or a known deviation of its can have led the run. */
  readonly answers?: readonly Answer[];
}

/**
 * Names a failure's class: what it concerns, the command, the kind of divergence, and the refusal that was missed. The
 * class stays the same while a counterexample is made shorter, so that one fault does not slide into another.
 */
export function failureClassOf({
  concerns,
  command,
  kind,
  missed,
}: Pick<Divergence, 'concerns' | 'command' | 'kind' | 'missed'>): string {
  const words = [
    concerns,
    command?.name ?? 'reset',
    kind,
    ...(missed === undefined ? [] : [missedWords(missed)]),
  ];
  return words.join(' ');
}

/** `id-in-use (group)`, or the refusal alone. */
export function missedWords({ refusal, ground }: MissedRefusal): string {
  return ground === undefined ? refusal : `${refusal} (${ground})`;
}

/** The thing that a divergence concerns, and the class of its failure. */
export function classify(
  vocabulary: Vocabulary,
  found: Pick<Divergence, 'kind' | 'command' | 'missed'> & { readonly violations?: readonly Violation[] },
): Pick<Divergence, 'concerns' | 'failureClass'> {
  const concerns = concernsOf(vocabulary, found.kind, found.command, found.violations);
  return { concerns, failureClass: failureClassOf({ ...found, concerns }) };
}

/** The invariant violated, else the clause of the command, else what was being done. */
function concernsOf(
  { commands }: Vocabulary,
  kind: DivergenceKind,
  command: Command | undefined,
  violations: readonly Violation[] = [],
): string {
  const [violation] = violations;
  if (violation !== undefined && (kind === 'invariant' || command === undefined)) return violation.invariant;
  if (kind === 'self-check') return kind;
  return command === undefined ? 'reset' : commands[command.name].clause;
}
