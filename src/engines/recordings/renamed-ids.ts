// The numbers of a recording and the ids that a trace has for the same: which stands for which, and whole commands and answers.
// Everything outside of the recording is init, its group and its session in the trace.
import type { ArgumentValue } from '../../contract/argument.ts';
import { idNamed, namingInstead } from '../../contract/argument.ts';
import type { Answer, Command, Id } from '../../contract/command.ts';
import { argumentListOf, argumentsOf, commandOf, fieldsOf, INIT } from '../../contract/command.ts';
import { POSIX_VOCABULARY } from '../../contract/sets/posix.ts';
import { idInUse } from '../../model/state.ts';
import type { ExplainedStep } from './explanation.ts';
import type { TraceSoFar } from './trace-so-far.ts';
import { NO_BEARER } from './world.ts';

/** The states around a step. */
type Around = Pick<ExplainedStep, 'before' | 'after'>;

/** A command in the trace's ids, and whether it is about something outside of the recording. */
interface Renamed {
  readonly command: Command;
  readonly isAboutOutside: boolean;
}

export class RenamedIds {
  readonly #trace: TraceSoFar;
  readonly #ids = new Map<Id, Id>([[INIT, INIT]]);
  /** The number that bears an id, or did last. */
  readonly #bearers = new Map<Id, Id>([[INIT, INIT]]);

  constructor(trace: TraceSoFar) {
    this.#trace = trace;
  }

  /** Gives a process of the recording an id that is free in the trace. */
  name(number: Id, id: Id): void {
    const former = this.#bearers.get(id);
    if (former !== undefined && this.#ids.get(former) === id) this.#ids.delete(former);
    this.#ids.set(number, id);
    this.#bearers.set(id, number);
  }

  /** Whether the number was a process's that has an id, of which it is not another's yet. */
  knows(number: Id): boolean {
    return this.#ids.has(number);
  }

  /** The id of a process, zombies included; `undefined` where the trace has none. */
  processOf(number: Id): Id | undefined {
    const id = this.#ids.get(number);
    return id !== undefined && this.#trace.state.processes.has(id) ? id : undefined;
  }

  /** The group that a number of the recording stands for, though nobody may be in it: that of init for one from outside. */
  groupOf(number: Id): Id {
    return this.#ids.get(number) ?? INIT;
  }

  /** The command in the trace's ids; `undefined` where none says it: −1 means everybody, and not init's group. */
  command(command: Command, around: Around): Renamed | undefined {
    // Signals to everybody go to everybody.
    let isAboutOutside = command['target'] === -1;
    const values: ArgumentValue[] = [];
    for (const { key, kind } of argumentListOf(POSIX_VOCABULARY, command.name)) {
      const value = argumentsOf(command)[key] ?? 0;
      const number = idNamed(kind, value);
      if (number === 0) {
        values.push(value);
        continue;
      }
      const { id, isOutside } = this.#named(number, around);
      isAboutOutside ||= isOutside;
      const renamed = namingInstead(value, id);
      if (kind !== 'several' || renamed !== -INIT) values.push(renamed);
      else if (this.#trace.state.processes.get(Number(values[0]))?.group === INIT) values.push(0);
      else return undefined;
    }
    return { command: commandOf(POSIX_VOCABULARY, command.name, values), isAboutOutside };
  }

  #named(number: Id, { before, after }: Around): { readonly id: Id; readonly isOutside: boolean } {
    const id = this.#ids.get(number);
    if (id !== undefined) return { id, isOutside: false };
    // A zombie that init has freed already, so that its id is another's.
    const isFreed = before.processes.get(number)?.zombie === true;
    const isThere = idInUse(before, number) || idInUse(after, number);
    if (isThere && !isFreed) return { id: INIT, isOutside: true };
    return { id: this.#trace.lowestFree(), isOutside: true };
  }

  /**
   * Whether an answer of the trace says what the recording shows. Once the rules have explained that, a status may be another,
   * since a signal's is, and 0 may stand for whatever is outside of a pid namespace.
   */
  agree(seen: Answer, answer: Answer, isExplained = true): boolean {
    if ('refused' in seen || 'refused' in answer)
      return 'refused' in seen && 'refused' in answer && seen.refused === answer.refused;
    const fields = fieldsOf(answer);
    return Object.entries(fieldsOf(seen)).every(([key, value]) => {
      const [number, id] = [Number(value), Number(fields[key])];
      if (key === 'status') return isExplained || number === id;
      if (number === 0) return id === 0 || (key !== 'pid' && isExplained);
      return number === NO_BEARER || id === (this.#ids.get(number) ?? INIT);
    });
  }
}
