// Small scenarios in the trace notation: run on the model, observed, and judged by the invariants.
import type { Command } from '../../src/contract/command.ts';
import { parseCommand } from './by-set.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { FlatObservation } from '../../src/contract/observation/flat-observation.ts';
import type { HeldHandles } from '../../src/model/invariants/finding.ts';
import { step } from '../../src/model/hierarchy/rules.ts';
import type { State } from '../../src/model/state.ts';
import { INITIAL_STATE } from '../../src/model/state.ts';

/** The commands of a text, one a line or separated by semicolons; empty for none. */
export function commandsOf(text: string): readonly Command[] {
  return text
    .split(/[;\n]/)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const parsed = parseCommand(line);
      if ('problem' in parsed) throw new Error(`"${line.trim()}": ${parsed.problem.message}`);
      return parsed.value;
    });
}

/** The state after commands, all of which must be accepted. */
export function stateAfter(text: string, from: State = INITIAL_STATE): State {
  let state = from;
  for (const command of commandsOf(text)) {
    const { refusals, next } = step(state, command);
    if (refusals !== undefined)
      throw new Error(`${JSON.stringify(command)} is refused: ${refusals.join(', ')}`);
    state = next;
  }
  return state;
}

/** The observation that the model expects of a state. */
export function seenOf(state: State): FlatObservation {
  const seen = new FlatObservation();
  HIERARCHY.observe(state, seen);
  return seen;
}

/** The handles of a state, as the harness would have counted them. */
export function heldIn(state: State): HeldHandles {
  return {
    onGroup: (pgid) => state.groups.get(pgid)?.handles ?? 0,
    onSession: (sid) => state.sessions.get(sid)?.handles ?? 0,
  };
}
