// The list of properties: the columns of the kill matrix, in their order. A further way of judging is a further entry.
import { RESOURCE_NAMES } from '../../contract/observation/observation.ts';
import type { SystemUnderTest } from '../../contract/system.ts';
import { agrees } from '../../lockstep/answer-agreement.ts';
import type { InvariantId } from '../../model/invariants/all.ts';
import {
  DRAIN_INVARIANT,
  EVERY_STATE_INVARIANT,
  EVERY_STEP_INVARIANT,
  INVARIANT_SENTENCES,
  invariantsOf,
} from '../../model/invariants/all.ts';
import type { Finding } from '../../model/invariants/finding.ts';
import type { Specification } from '../../model/specification.ts';
import { fieldProperties } from './fields.ts';
import type { AlarmMoment } from './moment.ts';
import type { Property } from './property.ts';

const ANSWER: Property = {
  name: 'answer',
  sentence: 'each command gets an answer that the model allows',
  modelFree: false,
  isViolated: ({ place, step, answer, system, specification }) =>
    place === 'step' &&
    step !== undefined &&
    answer !== undefined &&
    !agrees(step, answer, system.refuses ?? 'any', specification),
};

const TROUBLE: Property = {
  name: 'trouble',
  sentence: 'the system throws nothing, and what it answers and shows has a known form and size',
  modelFree: true,
  isViolated: ({ place }) => place === 'trouble',
};

const SELF_CHECK: Property = {
  name: 'self-check',
  sentence: 'the system finds its own innards in order',
  modelFree: true,
  isAsked: (_, system) => system.selfCheck !== undefined,
  isViolated: ({ place, system }) => place === 'step' && (system.selfCheck?.() ?? []).length > 0,
};

/** Every property. */
export const PROPERTIES: readonly Property[] = [
  ANSWER,
  ...fieldProperties(),
  ...(Object.keys(INVARIANT_SENTENCES) as readonly InvariantId[]).map(invariant),
  TROUBLE,
  SELF_CHECK,
];

/** Those that say anything of this system. */
export function askedOf(
  properties: readonly Property[],
  specification: Specification,
  system: SystemUnderTest,
): readonly Property[] {
  return properties.filter(({ isAsked }) => isAsked?.(specification, system) ?? true);
}

function invariant(name: InvariantId): Property {
  return {
    name,
    sentence: INVARIANT_SENTENCES[name],
    modelFree: true,
    isAsked: ({ vocabulary }) => invariantsOf(vocabulary).includes(name),
    isViolated: (moment) => typeof findingOf(name, moment) === 'string',
  };
}

function findingOf(name: InvariantId, moment: AlarmMoment): Finding {
  const { place, before, command, answer, after, held, startResources, specification } = moment;
  if (name === 'I9')
    return place === 'drained' ? DRAIN_INVARIANT.find(after, startResources, RESOURCE_NAMES) : undefined;
  if (place !== 'start' && place !== 'step') return undefined;
  const ofState = EVERY_STATE_INVARIANT[name];
  if (ofState !== undefined) return ofState.find(after, held);
  if (command === undefined || answer === undefined) return undefined;
  const step = { before, command, answer, after, commands: specification.vocabulary.commands };
  return EVERY_STEP_INVARIANT[name]?.find(step);
}
