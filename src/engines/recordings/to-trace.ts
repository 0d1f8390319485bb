// Turns an explained recording into a trace of small ids that any system can be given: what each step did is said by the commands
// that do the same from init alone, answered as the model answers.
import { idNamed } from '../../contract/argument.ts';
import type { Id } from '../../contract/command.ts';
import { argumentListOf, INIT } from '../../contract/command.ts';
import { counted } from '../../contract/format-numbers.ts';
import { POSIX_VOCABULARY } from '../../contract/sets/posix.ts';
import type { Process, State } from '../../model/state.ts';
import { isRunning, isZombie } from '../../model/state.ts';
import type { ExplainedStep, Explanation } from './explanation.ts';
import { LearnedNumbers } from './learned-numbers.ts';
import { RenamedIds } from './renamed-ids.ts';
import { posixCommand } from './rules.ts';
import type { CommandStep } from './said-steps.ts';
import { SaidSteps } from './said-steps.ts';
import { StepsAhead } from './steps-ahead.ts';
import type { TraceSink } from './trace-so-far.ts';
import { TraceSoFar } from './trace-so-far.ts';

/** Lines from one comment that names a line to the next. */
const LINES_A_MARK = 100;

/** The commands that set marks of their caller, and nothing else. */
const MARKING: ReadonlySet<string> = new Set(['execve', 'set_subreaper', 'ignore_sigchld']);

export class RecordingTrace {
  readonly #trace: TraceSoFar;
  readonly #ids: RenamedIds;
  readonly #said: SaidSteps;
  readonly #learned = new LearnedNumbers();
  readonly #ahead = new StepsAhead();
  /** The recording's state after the last step; `undefined` before the first one. */
  #last: State | undefined;
  /** Processes that are coming in, while others come in before them. */
  readonly #meeting = new Set<Id>();
  #isOver = false;
  #marked = 0;

  /** @param sink Told each line of the trace but the first. */
  constructor(sink: TraceSink) {
    this.#trace = new TraceSoFar(sink);
    this.#ids = new RenamedIds(this.#trace);
    this.#said = new SaidSteps(this.#trace, this.#ids);
  }

  /** The state that the commands so far lead to. */
  get state(): State {
    return this.#trace.state;
  }

  /** Commands so far. */
  get commands(): number {
    return this.#trace.commands;
  }

  /** Steps that were left out, by the reason. */
  get leftOut(): ReadonlyMap<string, number> {
    return this.#said.leftOut;
  }

  /** The id of a process of the recording, zombies included; `undefined` where the trace has none. */
  idOf(process: Id): Id | undefined {
    return this.#ids.processOf(process);
  }

  /** Takes the next step, in the order that explains the recording. O(what it changes × log). */
  readonly add = (step: ExplainedStep): void => {
    if (this.#isOver) return;
    this.#learned.take(step);
    this.#ahead.add(step);
    if (this.#ahead.isFull) this.#takeNext();
  };

  /** Takes the steps that are left, and tells what became of the recording. */
  finish({ counts, unexplained, unreadable, interrupted }: Explanation): void {
    while (!this.#isOver && this.#takeNext());
    this.#isOver = true;
    const { lines, notCovered, terminals, terminalsOpen } = counts;
    const untold = notCovered + terminals + terminalsOpen;
    const told = [
      `${counted(lines, 'line')} of the recording are ${counted(this.commands, 'command')}`,
      ...[...this.leftOut].map(([why, times]) => `left out ${counted(times, 'time')}: ${why}`),
      ...(untold === 0 ? [] : [`not told: ${counted(untold, 'result')} that no command has`]),
      ...(unreadable.length === 0 ? [] : [`${counted(unreadable.length, 'line')} could not be read`]),
      ...(unexplained.length === 0
        ? []
        : [`${counted(unexplained.length, 'line')} not explained, the first:`]),
      ...unexplained
        .slice(0, 1)
        .map(({ line, text, sentence }) => `line ${line}: ${text === '' ? sentence : text}`),
      ...(interrupted ? ['the recording goes on: reading it was interrupted'] : []),
    ];
    for (const text of told) this.#trace.comment(text);
  }

  /** Whether there was a step. */
  #takeNext(): boolean {
    const step = this.#ahead.take();
    if (step === undefined) return false;
    const { line, before, after, command, process, explained } = step;
    this.#mark(line);
    this.#follow(line, this.#last ?? before, before);
    // The waits of an init that is recorded are on lines of their own.
    if (process === INIT) this.#trace.initWaits = false;
    if (command !== undefined) {
      const asked = { ...step, command };
      this.#meetAll(asked);
      if (explained) {
        this.#learnWithin(asked);
        this.#said.say(asked);
      } else {
        this.#isOver = true;
        this.#said.tellEnd(asked);
      }
    }
    this.#last = after;
    if (!this.#isOver) this.#follow(line, before, after);
    return true;
  }

  #mark(line: number): void {
    const mark = Math.floor(line / LINES_A_MARK);
    if (mark <= this.#marked) return;
    this.#marked = mark;
    this.#trace.comment(`line ${mark * LINES_A_MARK}`);
  }

  /** The processes of a step that no command has made come in. */
  #meetAll({ process, command, line, before }: CommandStep): void {
    this.#meet(process, line, before);
    for (const { key, kind } of argumentListOf(POSIX_VOCABULARY, command.name))
      if (kind !== 'new-process') this.#meet(idNamed(kind, command[key]), line, before);
  }

  #meet(number: Id, line: number, state: State): void {
    const row = state.processes.get(number);
    if (row === undefined || row.zombie || this.#ids.knows(number) || this.#meeting.has(number)) return;
    // The parent of somebody: no line is of it.
    if (row.parent === INIT && row.group === INIT) return;
    const parent = this.#learned.parent(row.parent ?? INIT);
    const group = this.#learned.group(row.group);
    const session = this.#learned.session(state.groups.get(row.group)?.session ?? INIT);
    this.#meeting.add(number);
    for (const other of [parent, session, group]) this.#meet(other, line, state);
    this.#meeting.delete(number);
    this.#comeIn(number, line, parent);
    const id = this.#ids.processOf(number) ?? INIT;
    if (session === number) this.#trace.accept('setsid', id);
    else this.#trace.join(id, this.#ids.groupOf(group));
    this.#followMarks(id, row);
  }

  #comeIn(number: Id, line: number, parent: Id): void {
    const maker = this.#ids.processOf(parent);
    const id = this.#trace.lowestFree();
    this.#trace.comment(
      this.#trace.commands === 0
        ? `process ${number}, with which the recording begins, is ${id} here`
        : `line ${line}: process ${number}, which no command has made, comes in as ${id}`,
    );
    this.#trace.accept('fork', maker !== undefined && isRunning(this.state, maker) ? maker : INIT, id);
    this.#ids.name(number, id);
  }

  /** Says what the recording has come to know between its steps: marks that no line has set, and zombies that are gone. */
  #follow(line: number, from: State, to: State): void {
    if (from !== to)
      to.processes.forEachChange(from.processes, (pid, _, is) => this.#followOne(line, pid, is));
  }

  /** The same of what is known from a step's result, and held before it. */
  #learnWithin({ line, before, after, process, command, seen }: CommandStep): void {
    if (command.name === 'exit' || before === after) return;
    const freed = seen !== undefined && 'ok' in seen ? seen.ok['pid'] : undefined;
    after.processes.forEachChange(before.processes, (pid, was, is) => {
      const isOwn = is === undefined ? pid === freed : MARKING.has(command.name) && pid === process;
      if (was !== undefined && !isOwn) this.#followOne(line, pid, is);
    });
  }

  #followOne(line: number, pid: Id, is: Process | undefined): void {
    const id = this.#ids.processOf(pid);
    if (id === undefined) return;
    if (is !== undefined) {
      this.#followMarks(id, is);
      return;
    }
    const parent = this.state.processes.get(id)?.parent ?? INIT;
    const attempt = isZombie(this.state, id) && this.#trace.attempt(posixCommand('waitpid', parent, id));
    if (!attempt) return;
    this.#trace.comment(`line ${line}: ${id} is gone by now, and no line tells who waited for it`);
    this.#trace.issue(attempt);
  }

  #followMarks(id: Id, { executed, subreaper, ignoresSigchld }: Process): void {
    const own = this.state.processes.get(id);
    if (own === undefined || own.zombie) return;
    if (executed && !own.executed) this.#trace.accept('execve', id);
    if (subreaper !== own.subreaper) this.#trace.accept('set_subreaper', id, subreaper);
    if (ignoresSigchld !== own.ignoresSigchld) this.#trace.accept('ignore_sigchld', id, ignoresSigchld);
  }
}
