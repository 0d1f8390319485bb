// Observations to break by hand: the JSON of a state, open to changes, with its entries by id.
import type { Id } from '../../src/contract/command.ts';
import { FlatObservation } from '../../src/contract/observation/flat-observation.ts';
import type {
  GroupObservation,
  Observation,
  ProcessObservation,
  SessionObservation,
} from '../../src/contract/observation/observation.ts';
import type { State } from '../../src/model/state.ts';
import { flatten, unflatten } from '../../src/contract/observation/json.ts';
import { seenOf } from './scenarios.ts';

type Open<Value> = Value extends readonly (infer Item)[]
  ? Open<Item>[]
  : Value extends object
    ? { -readonly [Key in keyof Value]: Open<Value[Key]> }
    : Value;

type Whole<Entry> = Open<{ [Key in keyof Entry]-?: Exclude<Entry[Key], undefined> }>;

export type OpenProcess = Whole<ProcessObservation>;
export type OpenGroup = Whole<GroupObservation>;
export type OpenSession = Whole<SessionObservation>;

/** An observation to be changed at will. */
export class Draft {
  processes: OpenProcess[];
  groups: OpenGroup[];
  sessions: OpenSession[];

  constructor(state: State) {
    const { processes, groups, sessions } = structuredClone(unflatten(seenOf(state)));
    this.processes = processes as OpenProcess[];
    this.groups = groups as OpenGroup[];
    this.sessions = sessions as OpenSession[];
  }

  process(pid: Id): OpenProcess {
    return found(this.processes, (entry) => entry.pid === pid);
  }

  group(pgid: Id): OpenGroup {
    return found(this.groups, (entry) => entry.pgid === pgid);
  }

  session(sid: Id): OpenSession {
    return found(this.sessions, (entry) => entry.sid === sid);
  }

  /** As it would be read from a system, without what `hides` takes out, into an observation that may have held another. */
  flat(
    hides: (observation: Open<Observation>) => void = () => undefined,
    flat: FlatObservation = new FlatObservation(),
  ): FlatObservation {
    const { processes, groups, sessions } = this;
    const observation: Open<Observation> = structuredClone({ processes, groups, sessions });
    hides(observation);
    flatten(observation, flat);
    return flat;
  }
}

function found<Entry>(entries: readonly Entry[], is: (entry: Entry) => boolean): Entry {
  const entry = entries.find(is);
  if (entry === undefined) throw new Error('no such entry in this draft');
  return entry;
}
