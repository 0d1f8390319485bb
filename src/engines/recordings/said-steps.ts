// Says the steps of an explained recording by the commands of a trace, each by the one that says the same or by several; whatever
// none says is left out, and its line named.
import type { Answer, Command, Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import { printAnswer, printCommand } from '../../contract/notation/trace.ts';
import { errnoOf } from '../../contract/refusal.ts';
import { POSIX_VOCABULARY } from '../../contract/sets/posix.ts';
import { isRunning } from '../../model/state.ts';
import type { ExplainedStep } from './explanation.ts';
import type { RenamedIds } from './renamed-ids.ts';
import { posixCommand, RECORDING_RULES } from './rules.ts';
import type { Attempt, TraceSoFar } from './trace-so-far.ts';

/** The reasons for which a step is left out. */
const LEFT_OUT = {
  aboutOutside: 'it is about somebody outside of the recording',
  answeredOtherwise: 'the model answers it otherwise here',
  endedMeanwhile: 'it finds no child that has ended, and one may have ended while it was looking',
  everybody: 'it asks for the group of init by its number, and -1 means everybody',
  initEnds: 'init never ends here',
  leavesChild: 'it tells of a stop, or leaves the child as it is',
  neverMade: 'the parent does not run here',
  noRule: 'no rule gives this answer',
  notRunning: 'its process does not run here',
  someChildren: 'it may look at some of its children only',
  unsaid: 'the log does not tell its result',
} as const;

/** A step that is a command. */
export interface CommandStep extends ExplainedStep {
  readonly command: Command;
}

export class SaidSteps {
  readonly #trace: TraceSoFar;
  readonly #ids: RenamedIds;
  readonly #leftOut = new Map<string, number>();

  constructor(trace: TraceSoFar, ids: RenamedIds) {
    this.#trace = trace;
    this.#ids = ids;
  }

  /** Steps that were left out, by the reason. */
  get leftOut(): ReadonlyMap<string, number> {
    return this.#leftOut;
  }

  /** Tells what a step did, or that it is left out. */
  say(step: CommandStep): void {
    const actor = this.#ids.processOf(step.process);
    if (actor === undefined || !isRunning(this.#trace.state, actor)) this.#leaveOut(step, 'notRunning');
    else if (step.command.name === 'fork') this.#sayFork(step, actor);
    else if (step.command.name === 'exit') this.#sayEnd(step, actor);
    else if (step.command.name === 'waitpid') this.#sayWait(step, actor);
    else this.#sayAlike(step, 'answeredOtherwise');
  }

  /** One command that says the same; `why`: the reason to leave it out where its answer is another. */
  #sayAlike(step: CommandStep, why: keyof typeof LEFT_OUT): void {
    const renamed = this.#ids.command(step.command, step);
    const attempt = renamed && this.#trace.attempt(renamed.command);
    if (renamed === undefined || attempt === undefined) this.#leaveOut(step, 'everybody');
    else if (step.seen === undefined) this.#leaveOut(step, 'unsaid');
    else if (this.#ids.agree(step.seen, attempt.answer)) this.#trace.issue(attempt);
    else if (!isAnswer(step.command, step.seen)) this.#leaveOut(step, 'noRule');
    else {
      // A child that there was before, and that has shown on no line.
      const isAboutChild = why === 'endedMeanwhile' && 'refused' in attempt.answer;
      const reason = renamed.isAboutOutside || isAboutChild ? 'aboutOutside' : why;
      this.#leaveOut(step, reason, attempt.answer);
    }
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
    if (maker !== actor) this.#trace.join(id, this.#trace.state.processes.get(actor)?.group ?? INIT);
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
    if (seen === undefined || !('ok' in seen)) {
      this.#sayAlike(step, 'someChildren');
      return;
    }
    const told = Number(seen.ok['pid']);
    if (told === 0) {
      this.#sayAlike(step, 'endedMeanwhile');
      return;
    }
    if (after.processes.has(told)) {
      this.#leaveOut(step, 'leavesChild');
      return;
    }
    const isKnown = before.processes.has(told);
    const child = isKnown ? this.#ids.processOf(told) : undefined;
    const attempt = child === undefined ? undefined : this.#waitFor(actor, child, step);
    if (attempt === undefined) this.#leaveOut(step, isKnown ? 'answeredOtherwise' : 'aboutOutside');
    else this.#trace.issue(attempt);
  }

  /** The wait that frees this child: as it stands, or by the child's id where Linux's order has another first. */
  #waitFor(actor: Id, child: Id, step: CommandStep): Attempt | undefined {
    const asked = this.#ids.command(step.command, step)?.command;
    return [asked, posixCommand('waitpid', actor, child)]
      .map((one) => one && this.#trace.attempt(one))
      .find(
        (attempt) => attempt !== undefined && 'ok' in attempt.answer && attempt.answer.ok['pid'] === child,
      );
  }

  /** The trace ends with the first step that is not explained, where a command says it and the model answers otherwise. */
  tellEnd(step: CommandStep): void {
    const { line, command, seen } = step;
    const renamed = this.#ids.command(command, step)?.command;
    const attempt = renamed && this.#trace.attempt(renamed);
    const isSaid =
      seen !== undefined && attempt !== undefined && !this.#ids.agree(seen, attempt.answer, false);
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

/** Whether a rule can refuse the command so; whatever accepts it can. */
function isAnswer({ name }: Command, seen: Answer): boolean {
  return (
    'ok' in seen ||
    RECORDING_RULES.refusalsPossible(name).some(
      (refusal) => errnoOf(POSIX_VOCABULARY, refusal) === seen.refused,
    )
  );
}

/** A command and its answer in the numbers of the log. */
function textOf(command: Command, seen: Answer | undefined): string {
  return `${printCommand(command, POSIX_VOCABULARY)}${seen === undefined ? '' : ` => ${printAnswer(seen)}`}`;
}
