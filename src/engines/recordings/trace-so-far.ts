// The trace that a recording becomes, as far as it has come: the lines told, and the state that its commands lead to. Knows no log.
import type { Answer, Command, Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import type { TraceStep } from '../../contract/notation/trace.ts';
import { refusalAs } from '../../lockstep/answer-agreement.ts';
import { POSIX } from '../../model/posix/specification.ts';
import type { State } from '../../model/state.ts';
import { idInUse } from '../../model/state.ts';
import { posixCommand } from './rules.ts';

/** The rules that answer: where several children may be waited for, they say which is Linux's. */
const RULES = POSIX.linux;

/** Takes the lines of a trace. */
export interface TraceSink {
  readonly step: (step: TraceStep) => void;
  readonly comment: (text: string) => void;
}

/** A command that can be issued where the trace has come to, and what comes of it. */
export interface Attempt {
  readonly command: Command;
  readonly answer: Answer;
  readonly next: State;
}

export class TraceSoFar {
  readonly #sink: TraceSink;
  #state: State = RULES.initial;
  /** Every number below it is in use. */
  #lowest: Id = INIT + 1;
  #commands = 0;
  /** Init waits for whoever becomes its zombie, at once. */
  initWaits = true;

  constructor(sink: TraceSink) {
    this.#sink = sink;
  }

  get state(): State {
    return this.#state;
  }

  /** Commands so far. */
  get commands(): number {
    return this.#commands;
  }

  /** The lowest number that nothing bears. Amortised O(log what lives). */
  lowestFree(): Id {
    while (idInUse(this.#state, this.#lowest)) this.#lowest += 1;
    return this.#lowest;
  }

  comment(text: string): void {
    this.#sink.comment(text);
  }

  /** The outcome of a command here; `undefined` where it cannot be issued. */
  attempt(command: Command): Attempt | undefined {
    if (!RULES.isIssuable(this.#state, command)) return undefined;
    const step = RULES.step(this.#state, command);
    if (step.refusals === undefined) return { command, answer: step.answer, next: step.next };
    const [refusal = ''] = step.refusals;
    return { command, answer: { refused: refusalAs(RULES, refusal) }, next: step.next };
  }

  /** Tells the command, and goes on from its outcome. O(what it changes × log). */
  issue({ command, answer, next }: Attempt): void {
    this.#sink.step({ command, answer });
    this.#commands += 1;
    const before = this.#state;
    if (next === before) return;
    this.#state = next;
    const zombies: Id[] = [];
    const freed = (id: Id, _: object | undefined, is: object | undefined): void => {
      if (is === undefined) this.#lowest = Math.min(this.#lowest, id);
    };
    next.groups.forEachChange(before.groups, freed);
    next.sessions.forEachChange(before.sessions, freed);
    next.processes.forEachChange(before.processes, (id, was, is) => {
      freed(id, was, is);
      if (is?.zombie === true && is.parent === INIT) zombies.push(id);
    });
    if (this.initWaits) for (const id of zombies) this.accept('waitpid', INIT, id);
  }

  /** Tells a command where it can be issued and is accepted; whether it was. */
  accept(name: string, ...values: readonly (number | boolean)[]): boolean {
    const attempt = this.attempt(posixCommand(name, ...values));
    if (attempt === undefined || !('ok' in attempt.answer)) return false;
    this.issue(attempt);
    return true;
  }

  /** Moves a process to a group, where that can be. */
  join(id: Id, group: Id): void {
    if (this.#state.processes.get(id)?.group !== group) this.accept('setpgid', id, 0, group);
  }
}
