// From numbers to commands: each number is read against the model's present state, so that every one of them becomes
// a command worth running. The same numbers give the same commands everywhere.
import type { ArgumentKind, IdKind } from '../../contract/argument.ts';
import type { Command, CommandName, Id } from '../../contract/command.ts';
import { argumentsIn, commandOf, ID_MAX, INIT } from '../../contract/command.ts';
import type { Refusal } from '../../contract/refusal.ts';
import type { Specification } from '../../model/specification.ts';
import type { State } from '../../model/state.ts';
import { childrenOf, groupOf, idInUse, isRunning, isZombie, membersOf } from '../../model/state.ts';
import { Dice } from './prng.ts';
import type { Shape } from './swarm.ts';

/** Draws of arguments before another command is tried, each with the next process; then of commands before the last is taken. */
const ARGUMENT_TRIES = 8;
const COMMAND_TRIES = 6;
/** Draws of an id that nothing bears, or that something other than a process bears. */
const ID_TRIES = 6;
/** Draws of a leader that has left its group. */
const LEADER_TRIES = 12;
/** Draws of arguments for a refusal; in the first half only those count where it decides alone. */
const REFUSAL_TRIES = 24;
const FAR = 0x7fff_ffff;
/** Init is the first of the processes. */
const INIT_TURN = 0;

/** Decodes one run. Keeps the process forked last, for deep trees; all else it reads off the state. */
export class Decoder {
  readonly #specification: Specification;
  readonly #shape: Shape;
  readonly #commands: readonly CommandName[];
  readonly #targets: readonly { readonly name: CommandName; readonly refusal: Refusal }[];
  readonly #dice = new Dice();
  /** Argument values of the draw under way. */
  readonly #values: (number | boolean)[] = [];
  #forkedLast: Id = INIT;

  constructor(specification: Specification, commands: readonly CommandName[], shape: Shape) {
    this.#specification = specification;
    this.#shape = shape;
    this.#commands = commands;
    this.#targets = commands.flatMap((name) =>
      specification.refusalsPossible(name).map((refusal) => ({ name, refusal })),
    );
  }

  /** Whether init alone can issue any of the commands: then it can in every state. */
  canBegin(): boolean {
    this.#dice.seed(0);
    return this.#issuedByInit(this.#specification.initial) !== undefined;
  }

  /** The command that this choice stands for in this state. O(log processes), a few tries at most. */
  decode(choice: number, state: State): Command {
    this.#dice.seed(choice);
    const refused = this.#dice.chance(this.#shape.refusedPercent) ? this.#refusedCommand(state) : undefined;
    const command = refused ?? this.#enabledCommand(state);
    if (command.name === 'fork') this.#forkedLast = Number(command.child);
    return command;
  }

  #enabledCommand(state: State): Command {
    let command: Command | undefined;
    for (let tries = 0; tries < COMMAND_TRIES; tries += 1) {
      const name = this.#shape.names[this.#dice.below(this.#shape.names.length)];
      const first = this.#dice.below(FAR);
      for (let turn = first; turn < first + ARGUMENT_TRIES; turn += 1) {
        command = this.#draw(name, state, turn);
        if (this.#accepts(state, command)) return command;
      }
    }
    if (command !== undefined && this.#specification.isIssuable(state, command)) return command;
    // That there is one is what canBegin says.
    return this.#issuedByInit(state) as Command;
  }

  /** Nothing that is accepted was drawn: any command that init can issue, of those that there are. */
  #issuedByInit(state: State): Command | undefined {
    let command: Command | undefined;
    for (const name of this.#commands) {
      for (let tries = 0; tries < ARGUMENT_TRIES; tries += 1) {
        const drawn = this.#draw(name, state, INIT_TURN);
        command = 'process' in drawn ? { ...drawn, process: INIT } : drawn;
        if (this.#specification.isIssuable(state, command)) return command;
      }
    }
    return undefined;
  }

  #accepts(state: State, command: Command): boolean {
    const { isIssuable, refusalsOf } = this.#specification;
    return isIssuable(state, command) && refusalsOf(state, command).length === 0;
  }

  #refusedCommand(state: State): Command | undefined {
    const target = this.#targets[this.#dice.below(this.#targets.length)];
    if (target === undefined) return undefined;
    for (let tries = 0; tries < REFUSAL_TRIES; tries += 1) {
      const command = this.#draw(target.name, state, undefined);
      if (!this.#specification.isIssuable(state, command)) continue;
      const refusals = this.#specification.refusalsOf(state, command);
      if (refusals.includes(target.refusal) && (refusals.length === 1 || tries >= REFUSAL_TRIES / 2))
        return command;
    }
    return undefined;
  }

  /** `turn` walks over the processes, so that one who may run the command is met; without it, it is to be refused. */
  #draw(name: CommandName, state: State, turn: number | undefined): Command {
    const values = this.#values;
    values.length = 0;
    const { commandSet } = this.#specification;
    for (const { kind } of argumentsIn(commandSet, name))
      values.push(this.#argument(kind, name, state, turn, values));
    return commandOf(commandSet, name, values);
  }

  #argument(
    kind: ArgumentKind,
    name: CommandName,
    state: State,
    turn: number | undefined,
    drawn: readonly (number | boolean)[],
  ): number | boolean {
    const dice = this.#dice;
    switch (kind) {
      case 'switch':
        return dice.chance(70);
      case 'code':
        return dice.chance(90) ? dice.below(4) : dice.chance(50) ? -1 : ID_MAX;
      case 'exit-code':
        return dice.chance(90) ? dice.below(4) : 255;
      case 'signal':
        return dice.chance(40) ? 9 : 0;
      case 'pid-or-self':
        return this.#pidOrSelf(state, drawn[0] as Id);
      case 'pgid-or-own':
        return this.#pgidOrOwn(state, Number(drawn[1]) || (drawn[0] as Id));
      case 'several':
        return this.#several(name, state, drawn[0] as Id, turn === undefined);
      case 'process':
      case 'new-process':
      case 'thread':
      case 'new-thread':
      case 'group':
      case 'session':
        return this.#plainId(kind, name, state, turn, drawn);
    }
  }

  #plainId(
    kind: IdKind,
    name: CommandName,
    state: State,
    turn: number | undefined,
    drawn: readonly (number | boolean)[],
  ): number | boolean {
    const dice = this.#dice;
    const wrongly = turn === undefined;
    const taken = kind === 'new-process' || kind === 'new-thread';
    // Where only who is running can issue commands, nobody else is worth drawing.
    const caller = kind === 'process' && this.#specification.refusesInOrder;
    if (wrongly && !taken && !caller && dice.chance(50)) return this.#anyId();
    switch (kind) {
      case 'process':
        if (wrongly)
          return caller && dice.chance(50) ? this.#awayLeader(state) : this.#oneOf(state.processes);
        return name === 'fork'
          ? this.#forkingProcess(state)
          : state.processes.idAt(turn % state.processes.size);
      case 'group':
        return this.#oneOf(state.groups);
      case 'session':
        return this.#oneOf(state.sessions);
      case 'thread':
        return this.#oneOf(state.threads);
      case 'new-thread':
        return dice.chance(25) ? drawn[0] : wrongly ? this.#usedId(state) : this.#freeId(state);
      case 'new-process':
        return wrongly ? this.#usedId(state) : this.#freeId(state);
    }
  }

  /** The caller, a child of its, anybody, nobody. */
  #pidOrSelf(state: State, caller: Id): number {
    const dice = this.#dice;
    if (dice.chance(30)) return dice.chance(80) ? 0 : caller;
    if (dice.chance(60)) return this.#childOf(state, caller);
    if (dice.chance(75)) return this.#oneOf(state.processes);
    return dice.chance(60) ? this.#anyId() : -1 - dice.below(2);
  }

  /** The target's own number, a group, any id, something negative. */
  #pgidOrOwn(state: State, target: number): number {
    const dice = this.#dice;
    if (dice.chance(40)) return dice.chance(60) ? 0 : target;
    if (dice.chance(80)) return this.#oneOf(state.groups);
    return dice.chance(70) ? this.#anyId() : -1 - dice.below(2);
  }

  /** Of waitpid: children, all or by group; of kill: anybody. */
  #several(name: CommandName, state: State, caller: Id, wrongly: boolean): number {
    const dice = this.#dice;
    if (wrongly && dice.chance(50)) return this.#oneOf(state.processes);
    if (dice.chance(25)) return -1;
    if (dice.chance(15)) return 0;
    if (dice.chance(35)) {
      const group = dice.chance(85) ? this.#oneOf(state.groups) : this.#anyId();
      return group === INIT ? INIT : -group;
    }
    if (dice.chance(15)) return this.#anyId();
    return name === 'waitpid' && dice.chance(75)
      ? this.#childOf(state, caller)
      : this.#oneOf(state.processes);
  }

  #childOf(state: State, caller: Id): Id {
    const children = childrenOf(state, caller);
    return children.length === 0 ? this.#anyId() : children[this.#dice.below(children.length)];
  }

  /**
   * A leader that has left its group while others stay, best one whose group lives by zombies alone; where none is met,
   * any leader. A guard that asks only where the caller is, or only who runs, is found out by these.
   */
  #awayLeader(state: State): Id {
    let leader = this.#oneOf(state.groups);
    for (let tries = 0; tries < LEADER_TRIES; tries += 1) {
      const other = this.#oneOf(state.groups);
      if (groupOf(state, other) === other || !isRunning(state, other)) continue;
      leader = other;
      if (membersOf(state, other).every((pid) => isZombie(state, pid))) return leader;
    }
    return leader;
  }

  #forkingProcess(state: State): Id {
    const { growth } = this.#shape;
    if (growth === 'deep' && this.#dice.chance(75) && isRunning(state, this.#forkedLast))
      return this.#forkedLast;
    if (growth === 'wide' && this.#dice.chance(75)) return INIT;
    return this.#oneOf(state.processes);
  }

  #oneOf(table: { readonly size: number; idAt(position: number): Id }): Id {
    return table.size === 0 ? this.#anyId() : table.idAt(this.#dice.below(table.size));
  }

  /** An id in use; three times in four, where there is one, an id that no process bears. */
  #usedId(state: State): Id {
    const tables = [state.processes, state.groups, state.sessions, state.threads] as const;
    const leftOver = this.#dice.chance(75);
    let id = this.#oneOf(tables[this.#dice.below(4)]);
    for (let tries = 0; leftOver && tries < ID_TRIES && state.processes.has(id); tries += 1) {
      id = this.#oneOf(tables[1 + this.#dice.below(3)]);
    }
    return id;
  }

  #freeId(state: State): Id {
    let id = this.#anyId();
    for (let tries = 0; tries < ID_TRIES && idInUse(state, id); tries += 1) id = this.#anyId();
    return id;
  }

  #anyId(): Id {
    return this.#shape.ids[this.#dice.below(this.#shape.ids.length)];
  }
}
