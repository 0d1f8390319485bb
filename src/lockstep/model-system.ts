// The model as a system under test: what it is compared with must never find fault with it.
import type { Answer } from '../contract/command.ts';
import { HIERARCHY } from '../model/hierarchy/specification.ts';
import { FlatObservation } from '../contract/observation/flat-observation.ts';
import type { SystemUnderTest } from '../contract/system.ts';
import type { Specification } from '../model/specification.ts';
import type { State } from '../model/state.ts';
import { refusalAs } from './answer-agreement.ts';
import { unflatten } from '../contract/observation/json.ts';

/** Answers with the first refusal that applies; counts no resources of its own. */
export function modelSystem(specification: Specification = HIERARCHY): SystemUnderTest {
  let state = specification.initial;
  return {
    name: 'model',
    commandSet: specification.commandSet,
    ...(specification.profile !== undefined && { profile: specification.profile }),
    refuses: 'first',
    reset: () => {
      state = specification.initial;
    },
    apply: (command): Answer => {
      const step = specification.step(state, command);
      state = step.next;
      return step.refusals === undefined
        ? step.answer
        : { refused: refusalAs(specification, step.refusals[0]) };
    },
    observe: () => {
      const seen = new FlatObservation();
      specification.observe(state, seen);
      return unflatten(seen);
    },
    observeInto: (out, focus) => specification.observe(state, out, focus),
    snapshot: () => state,
    restore: (snapshot) => {
      state = snapshot as State;
    },
  };
}
