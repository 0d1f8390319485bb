// Claims about a step, in words that a reader is shown and that are judged on what the model answers and shows:
// `process 2 is a zombie, group 2 lives`. A claim is one or more facts, with commas between them.
import type { Observation, ProcessObservation } from '../../../../contract/observation/observation.ts';

/** The things that a claim is judged on: the answer in the notation, and what is shown after it. */
export interface ClaimedStep {
  readonly answer: string;
  readonly observation: Observation;
}

/** A way to state a fact, and when it is so. `words`: what the groups of the expression have matched. */
interface FactForm {
  readonly form: RegExp;
  readonly holds: (shown: ClaimedStep, words: readonly (string | undefined)[]) => boolean;
}

const FORMS: readonly FactForm[] = [
  { form: /^it is allowed$/, holds: ({ answer }) => /^ok\b/.test(answer) },
  {
    form: /^refused: (\S+)$/,
    holds: ({ answer }, [reason]) => answer === reason || answer === `refused ${reason}`,
  },
  { form: /^the answer is (ok .+)$/, holds: ({ answer }, [text]) => answer === text },
  {
    form: /^(group|session) (\d+) (lives|is gone)$/,
    holds: ({ observation: { groups = [], sessions = [] } }, [kind, id, state]) => {
      const ids = kind === 'group' ? groups.map(({ pgid }) => pgid) : sessions.map(({ sid }) => sid);
      return ids.includes(Number(id)) === (state === 'lives');
    },
  },
  {
    form: /^process(?:es)? (\d+)(?: and (\d+))? (?:is|are) gone$/,
    holds: ({ observation }, pids) => named(observation, pids).every((process) => process === undefined),
  },
  ofProcesses(/(?:is a|are) zombies?/, ({ state }) => state === 'zombie'),
  ofProcesses(/(?:is|are) stopped/, ({ state }) => state === 'stopped'),
  ofProcesses(/runs?/, ({ state }) => state === 'running'),
  ofProcesses(
    /(?:is a child|are children) of (\d+)/,
    ({ parent }, parentSaid) => parent === Number(parentSaid),
  ),
  ofProcesses(/(?:is|are) in group (\d+)/, ({ group }, groupSaid) => group === Number(groupSaid)),
  ofProcesses(/(?:is|are) in session (\d+)/, ({ group }, sid, { groups = [] }) =>
    groups.some(({ pgid, session }) => pgid === group && session === Number(sid)),
  ),
  ofProcesses(
    /(?:has|have) (no terminal|terminal \d)/,
    ({ terminal }, said) => said === (terminal === null ? 'no terminal' : `terminal ${terminal}`),
  ),
  ofProcesses(
    /receives? (.+)/,
    ({ received }, said) =>
      received !== undefined && said === (received.length === 0 ? 'nothing' : received.join(' and ')),
  ),
];

/** A fact of one process or of two, with at most one word of its own. */
function ofProcesses(
  predicate: RegExp,
  holds: (process: ProcessObservation, said: string | undefined, observation: Observation) => boolean,
): FactForm {
  return {
    form: new RegExp(`^process(?:es)? (\\d+)(?: and (\\d+))? ${predicate.source}$`),
    holds: ({ observation }, [one, other, said]) =>
      named(observation, [one, other]).every(
        (process) => process !== undefined && holds(process, said, observation),
      ),
  };
}

/** The processes of these pids, `undefined` for one that is not there. */
function named(
  { processes = [] }: Observation,
  pids: readonly (string | undefined)[],
): readonly (ProcessObservation | undefined)[] {
  return pids
    .filter((pid) => pid !== undefined)
    .map((wanted) => processes.find(({ pid }) => pid === Number(wanted)));
}

/** Whether all facts of a claim are so. Throws where one of them is no fact that can be judged. */
export function holds(claim: string, shown: ClaimedStep): boolean {
  return claim.split(', ').every((fact) => {
    for (const { form, holds: isSo } of FORMS) {
      const words = form.exec(fact);
      if (words !== null) return isSo(shown, words.slice(1));
    }
    throw new Error(`a claim must be made of facts that claim.ts knows: "${fact}"`);
  });
}
