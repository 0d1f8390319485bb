// Turns an explained recording into a trace of small ids that any system can be given: what each step did is said by the commands
// that do the same from init alone, answered as the model answers. Whatever no command says is left out, and its line named.
import { idNamed } from '../../contract/argument.ts';
import type { Answer, Command, Id } from '../../contract/command.ts';
import { argumentListOf, INIT } from '../../contract/command.ts';
import { counted } from '../../contract/format-numbers.ts';
import { printAnswer, printCommand } from '../../contract/notation/trace.ts';
import { POSIX_VOCABULARY } from '../../contract/sets/posix.ts';
import type { Process, State } from '../../model/state.ts';
import { isRunning, isZombie } from '../../model/state.ts';
import type { ExplainedStep, Explanation } from './explanation.ts';
import { LearnedNumbers } from './learned-numbers.ts';
import { Renaming } from './renaming.ts';
import { posixCommand } from './rules.ts';
import { StepsAhead } from './steps-ahead.ts';
import type { Attempt, TraceSink } from './trace-so-far.ts';
import { TraceSoFar } from './trace-so-far.ts';

/** Lines from one comment that names a line to the next. */
const LINES_A_MARK = 100;

/** The commands that set marks of their caller, and nothing else. */
const MARKING: ReadonlySet<string> = new Set(['execve', 'set_subreaper', 'ignore_sigchld']);

/** The reasons for which a step is left out. */
const LEFT_OUT = {
  aboutOutside: 'it is about somebody outside of the recording',
  answeredOtherwise: 'the model answers it otherwise here',
  endedMeanwhile: 'it finds no child that has ended, and one may have ended while it was looking',
  everybody: 'it asks for the group of init by its number, and -1 means everybody',
  initEnds: 'init never ends here',
  leavesChild: 'it tells of a stop, or leaves the child as it is',
  neverMade: 'the parent does not run here',
  notRunning: 'its process does not run here',
  someChildren: 'it may look at some of its children only',
  unsaid: 'the log does not tell its result',
} as const;

/** A step that is a command. */
interface CommandStep extends ExplainedStep {
  readonly command: Command;
}

export class RecordingTrace {
  readonly #trace: TraceSoFar;
  readonly #ids: Renaming;
  readonly #learned = new LearnedNumbers();
  readonly #ahead = new StepsAhead();
  readonly #leftOut = new Map<string, number>();
  /** The recording's state after the last step; `undefined` before the first one. */
  #last: State | undefined;
  #isOver = false;
  #marked = 0;

  /** @param sink Told each line of the trace but the first. */
  constructor(sink: TraceSink) {
    this.#trace = new TraceSoFar(sink);
    this.#ids = new Renaming(this.#trace);
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
    return this.#leftOut;
  }

  /** The id of a process of the recording, zombies included; `undefined` where the trace has none. */
  idOf(process: Id): Id | undefined {
    return this.#ids.processOf(process);
  }

  /** Takes the next step, in the order that explains the recording. O(what it changes × log), and of a few that are looked back at. */
  readonly add = (step: ExplainedStep): void => {
    if (this.#isOver) return;
    this.#learned.take(step.before, step.after);
    this.#ahead.add(step);
    if (this.#ahead.isFull) this.#takeNext();
  };

  /** Takes the steps that are left, and tells what became of the recording. */
  finish({ counts, unexplained, unreadable, interrupted }: Explanation): void {
    while (!this.#isOver && this.#takeNext());
    this.#isOver = true;
    const { lines, notCovered } = counts;
    const told = [
      `${counted(lines, 'line')} of the recording are ${counted(this.commands, 'command')}`,
      ...[...this.#leftOut].map(([why, times]) => `left out ${counted(times, 'time')}: ${why}`),
      ...(notCovered === 0
        ? []
        : [`not told: ${counted(notCovered, 'result')} of calls that are no commands`]),
      ...(unreadable.length === 0 ? [] : [`${counted(unreadable.length, 'line')} could not be read`]),
      ...(unexplained.length === 0
        ? []
        : [`${counted(unexplained.length, 'line')} not explained, the first:`]),
      ...unexplained.slice(0, 1).map(({ line, text }) => `line ${line}: ${text}`),
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
    // Of the waits of an init that is recorded there are lines.
    if (process === INIT) this.#trace.initWaits = false;
    if (command !== undefined) {
      const asked = { ...step, command };
      this.#meetAll(asked);
      if (explained) {
        this.#learnWithin(asked);
        this.#say(asked);
      } else this.#endAt(asked);
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
      if (kind !== 'new-process') this.#meet(idNamed(kind, command[key] as number | boolean), line, before);
  }

  #meet(number: Id, line: number, { processes, groups }: State): void {
    const row = processes.get(number);
    if (row === undefined || row.zombie || this.#ids.knows(number)) return;
    // The parent of somebody: no line is of it.
    if (row.parent === INIT && row.group === INIT) return;
    const parent = row.parent === null ? undefined : this.#ids.processOf(row.parent);
    const maker = parent !== undefined && isRunning(this.state, parent) ? parent : INIT;
    const id = this.#trace.lowestFree();
    this.#trace.comment(
      this.#last === undefined
        ? `process ${number}, with which the recording begins, is ${id} here`
        : `line ${line}: process ${number}, which no command has made, comes in as ${id}`,
    );
    this.#trace.accept('fork', maker, id);
    this.#ids.name(number, id);
    const group = this.#learned.group(row.group);
    const session = this.#learned.session(groups.get(row.group)?.session ?? INIT);
    if (session === number) this.#trace.accept('setsid', id);
    else this.#join(id, this.#ids.groupOf(group));
    this.#followMarks(id, row);
  }

  /** Moves a process to a group, where that can be. */
  #join(id: Id, group: Id): void {
    if (this.state.processes.get(id)?.group !== group) this.#trace.accept('setpgid', id, 0, group);
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

  #say(step: CommandStep): void {
    const actor = this.#ids.processOf(step.process);
    if (actor === undefined || !isRunning(this.state, actor)) this.#leaveOut(step, 'notRunning');
    else if (step.command.name === 'fork') this.#sayFork(step, actor);
    else if (step.command.name === 'exit') this.#sayEnd(step, actor);
    else if (step.command.name === 'waitpid') this.#sayWait(step, actor);
    else this.#sayAlike(step, 'answeredOtherwise');
  }

  /** One command that says the same; `why`: the reason to leave it out where its answer is another. */
  #sayAlike(step: CommandStep, why: keyof typeof LEFT_OUT): void {
    const renamed = this.#ids.command(step.command, step.before);
    const attempt = renamed && this.#trace.attempt(renamed.command);
    if (renamed === undefined || attempt === undefined) this.#leaveOut(step, 'everybody');
    else if (step.seen === undefined) this.#leaveOut(step, 'unsaid');
    else if (this.#ids.agree(step.seen, attempt.answer)) this.#trace.issue(attempt);
    else this.#leaveOut(step, renamed.isAboutOutside ? 'aboutOutside' : why, attempt.answer);
  }

  #sayFork(step: CommandStep, actor: Id): void {
    const { line, command, process, after } = step;
    const child = Number(command['child']);
    const parent = after.processes.get(child)?.parent ?? process;
    const maker = parent === process ? actor : (this.#ids.processOf(parent) ?? INIT);
    const id = this.#trace.lowestFree();
    const fork = this.#trace.attempt(posixCommand('fork', maker, id));
    if (fork === undefined) {
      this.#leaveOut(step, 'neverMade');
      return;
    }
    if (maker !== actor)
      this.#trace.comment(`line ${line}: ${actor} makes a child of its parent, which no command says`);
    this.#trace.issue(fork);
    this.#ids.name(child, id);
    if (maker !== actor) this.#join(id, this.state.processes.get(actor)?.group ?? INIT);
  }

  #sayEnd(step: CommandStep, actor: Id): void {
    const { line, command, signal } = step;
    if (actor === INIT) this.#leaveOut(step, 'initEnds');
    else if (signal === undefined) this.#trace.accept('exit', actor, Number(command['code']));
    else {
      if (signal !== 'SIGKILL') this.#trace.comment(`line ${line}: ${signal} ends ${actor}`);
      this.#trace.accept('kill', INIT, actor, 9);
    }
  }

  #sayWait(step: CommandStep, actor: Id): void {
    const { seen, before, after } = step;
    if (seen === undefined || !('ok' in seen) || seen.ok['pid'] === 0) {
      this.#sayAlike(step, seen !== undefined && 'ok' in seen ? 'endedMeanwhile' : 'someChildren');
      return;
    }
    const told = Number(seen.ok['pid']);
    if (after.processes.has(told)) {
      this.#leaveOut(step, 'leavesChild');
      return;
    }
    const child = before.processes.has(told) ? this.#ids.processOf(told) : undefined;
    const attempt = child === undefined ? undefined : this.#waitFor(actor, child, step);
    if (attempt === undefined)
      this.#leaveOut(step, child === undefined ? 'aboutOutside' : 'answeredOtherwise');
    else this.#trace.issue(attempt);
  }

  /** The wait that frees this child: as it stands, or by the child's id where Linux's order has another first. */
  #waitFor(actor: Id, child: Id, { command, before }: CommandStep): Attempt | undefined {
    const asked = this.#ids.command(command, before)?.command;
    return [asked, posixCommand('waitpid', actor, child)]
      .map((one) => one && this.#trace.attempt(one))
      .find(
        (attempt) => attempt !== undefined && 'ok' in attempt.answer && attempt.answer.ok['pid'] === child,
      );
  }

  /** The trace ends with the first step that is not explained, where a command says it and the model answers otherwise. */
  #endAt(step: CommandStep): void {
    this.#isOver = true;
    const { line, command, seen, before } = step;
    const renamed = this.#ids.command(command, before)?.command;
    const attempt = renamed && this.#trace.attempt(renamed);
    const isSaid = seen !== undefined && attempt !== undefined && !this.#ids.agree(seen, attempt.answer);
    const where = isSaid ? 'with it, answered as it should be' : 'before it';
    this.#trace.comment(
      `line ${line} is not explained, and the trace ends ${where}: ${textOf(command, seen)}`,
    );
    if (isSaid) this.#trace.issue(attempt);
  }

  #leaveOut({ line, command, seen }: CommandStep, reason: keyof typeof LEFT_OUT, here?: Answer): void {
    const why = LEFT_OUT[reason];
    this.#leftOut.set(why, (this.#leftOut.get(why) ?? 0) + 1);
    const other = here === undefined ? '' : `: ${printAnswer(here)}`;
    this.#trace.comment(`line ${line}, left out: ${textOf(command, seen)}: ${why}${other}`);
  }
}

/** A command and its answer in the numbers of the log. */
function textOf(command: Command, seen: Answer | undefined): string {
  return `${printCommand(command, POSIX_VOCABULARY)}${seen === undefined ? '' : ` => ${printAnswer(seen)}`}`;
}
