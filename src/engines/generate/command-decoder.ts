// From numbers to commands: each number is read against the model's present state, so that every one of them becomes
// a command worth running. The same numbers give the same commands everywhere. Knows no command: which are worth drawing,
// a set says itself, and where it does not, the kinds of a command's arguments do.
import type { ArgumentKind, ArgumentValue } from '../../contract/argument.ts';
import { isSwitch, isWord, TERMINALS, wordsOf } from '../../contract/argument.ts';
import type { Command, CommandName, Id } from '../../contract/command.ts';
import { argumentListOf, argumentsOf, commandOf, ID_MAX, INIT } from '../../contract/command.ts';
import type { Refusal } from '../../contract/refusal.ts';
import type { Draw, Ids } from '../../model/draws.ts';
import type { Specification } from '../../model/specification.ts';
import type { State } from '../../model/state.ts';
import { childrenOf, idInUse, isRunning } from '../../model/state.ts';
import { kept } from '../../contract/kept.ts';
import type { Vocabulary } from '../../contract/vocabulary.ts';
import { Dice } from './prng.ts';
import type { Shape } from './swarm.ts';

/** Commands that are drawn until one is accepted, and before one that init can issue is taken. */
const COMMAND_TRIES = 12;
/** Draws by the kinds of arguments, until one is accepted or refused as it should be. */
const KIND_TRIES = 6;
/** Refusals that are aimed at before an accepted command is drawn instead. */
const TARGET_TRIES = 4;
/** The share of refused commands with any arguments at all, in percent: nobody aims at refusals that apply together. */
const WILD_PERCENT = 40;
const WILD_TRIES = 3;
/** Draws of one that fits before all are looked at in turn, and how many are looked at then. */
const AMONG_TRIES = 3;
const AMONG_MAX = 32;
/** Draws of an id of which something is wanted. */
const ID_TRIES = 6;

/** A refusal to aim at. */
interface Target {
  readonly name: CommandName;
  readonly refusal: Refusal;
}

/** By command: the argument that is a new process's pid. */
type NewProcess = Readonly<Record<string, string | undefined>>;

// Each run has a decoder of its own: what is the same for all of them is made once.
const NEW_PROCESS = new WeakMap<Vocabulary, NewProcess>();
const TARGETS = new WeakMap<Specification, WeakMap<readonly CommandName[], readonly Target[]>>();

function newProcessOf({ commands }: Vocabulary): NewProcess {
  return Object.fromEntries(
    Object.entries(commands).map(([name, { arguments: kinds }]) => [
      name,
      Object.keys(kinds).find((key) => kinds[key] === 'new-process'),
    ]),
  );
}

function targetsAmong(specification: Specification, commands: readonly CommandName[]): readonly Target[] {
  return commands.flatMap((name) =>
    specification.refusalsPossible(name).map((refusal) => ({ name, refusal })),
  );
}

/** Decodes one run. Keeps the process forked last, for deep trees; all else it reads off the state. */
export class Decoder implements Draw {
  readonly #specification: Specification;
  readonly #shape: Shape;
  readonly #commands: readonly CommandName[];
  readonly #targets: readonly Target[];
  readonly #dice = new Dice();
  /** Argument values of the draw under way. */
  readonly #values: ArgumentValue[] = [];
  readonly #newProcess: NewProcess;
  #forkedLast: Id = INIT;
  #refusals: readonly Refusal[] | undefined;

  constructor(specification: Specification, commands: readonly CommandName[], shape: Shape) {
    this.#specification = specification;
    this.#shape = shape;
    this.#commands = commands;
    this.#newProcess = kept(NEW_PROCESS, specification.vocabulary, newProcessOf);
    const targets = kept(TARGETS, specification, () => new WeakMap());
    this.#targets = kept(targets, commands, () => targetsAmong(specification, commands));
  }

  /** The refusals that apply to the command decoded last; `undefined` where nobody asked for them. */
  get refusals(): readonly Refusal[] | undefined {
    return this.#refusals;
  }

  /** Whether init alone can issue any of the commands: then it can in every state. */
  canBegin(): boolean {
    this.#dice.seed(0);
    return this.#issuedByInit(this.#specification.initial) !== undefined;
  }

  /** The command that this choice stands for in this state. O(log processes), a few draws at most. */
  decode(choice: number, state: State): Command {
    this.#dice.seed(choice);
    const refused = this.chance(this.#shape.refusedPercent) ? this.#refusedCommand(state) : undefined;
    const command = refused ?? this.#acceptedCommand(state);
    const key = this.#newProcess[command.name];
    if (key !== undefined) this.#forkedLast = argumentsOf(command)[key] as Id;
    return command;
  }

  #acceptedCommand(state: State): Command {
    const { names } = this.#shape;
    for (let tries = 0; tries < COMMAND_TRIES; tries += 1) {
      const name = names[this.below(names.length)];
      const draws = this.#specification.draws?.[name];
      const kindTries = draws === undefined ? KIND_TRIES : 1;
      for (let drawn = 0; drawn < kindTries; drawn += 1) {
        const command =
          draws === undefined ? this.#byKind(name, state, 'right') : draws.accepted(state, this);
        if (command !== undefined && this.#refusalsFor(state, command)?.length === 0) return command;
      }
    }
    // That there is one is what canBegin says.
    return this.#issuedByInit(state) as Command;
  }

  /** Nothing that is accepted was drawn: any command that init can issue, of those that there are. */
  #issuedByInit(state: State): Command | undefined {
    this.#refusals = undefined;
    for (const name of this.#commands) {
      for (let tries = 0; tries < KIND_TRIES; tries += 1) {
        const drawn = this.#byKind(name, state, 'right');
        const command = 'process' in drawn ? { ...drawn, process: INIT } : drawn;
        if (this.#specification.isIssuable(state, command)) return command;
      }
    }
    return undefined;
  }

  /** The refusals that apply to a command, kept for whoever judges it; `undefined` where it cannot be issued. */
  #refusalsFor(state: State, command: Command): readonly Refusal[] | undefined {
    const { isIssuable, refusalsOf } = this.#specification;
    this.#refusals = isIssuable(state, command) ? refusalsOf(state, command) : undefined;
    return this.#refusals;
  }

  #refusedCommand(state: State): Command | undefined {
    if (this.#targets.length === 0) return undefined;
    return this.chance(WILD_PERCENT) ? this.#wildCommand(state) : this.#aimedCommand(state);
  }

  /** A command with any arguments, refused for whatever reasons apply. */
  #wildCommand(state: State): Command | undefined {
    for (let tries = 0; tries < WILD_TRIES; tries += 1) {
      const { name } = this.#targets[this.below(this.#targets.length)];
      const command = this.#byKind(name, state, 'wrong');
      if ((this.#refusalsFor(state, command)?.length ?? 0) > 0) return command;
    }
    return undefined;
  }

  /** A command refused for one reason, which is drawn first. */
  #aimedCommand(state: State): Command | undefined {
    for (let tries = 0; tries < TARGET_TRIES; tries += 1) {
      const { name, refusal } = this.#targets[this.below(this.#targets.length)];
      const draw = this.#specification.draws?.[name]?.refused[refusal];
      const kindTries = draw === undefined ? KIND_TRIES : 1;
      for (let drawn = 0; drawn < kindTries; drawn += 1) {
        const command = draw === undefined ? this.#byKind(name, state, 'wrong') : draw(state, this);
        if (command !== undefined && this.#refusalsFor(state, command)?.includes(refusal)) return command;
      }
    }
    return undefined;
  }

  /** A command with arguments of the right kinds: of what is there, or half of them any ids. */
  #byKind(name: CommandName, state: State, sort: 'right' | 'wrong'): Command {
    const values = this.#values;
    values.length = 0;
    const { vocabulary } = this.#specification;
    for (const { kind } of argumentListOf(vocabulary, name))
      values.push(this.#argument(kind, state, values, sort === 'wrong'));
    return commandOf(vocabulary, name, values);
  }

  #argument(
    kind: ArgumentKind,
    state: State,
    drawn: readonly ArgumentValue[],
    wrongly: boolean,
  ): ArgumentValue {
    if (isSwitch(kind)) return kind === 'switch' ? this.switch() : this.chance(30);
    if (isWord(kind)) return wordsOf(kind)[this.below(wordsOf(kind).length)];
    switch (kind) {
      case 'code':
        return this.code(false);
      case 'exit-code':
        return this.code(true);
      case 'signal':
        return this.chance(40) ? 9 : 0;
      case 'pid-or-self':
        return this.#pidOrSelf(state, drawn[0] as Id);
      case 'pgid-or-own':
        return this.#pgidOrOwn(state, Number(drawn[1]) || (drawn[0] as Id));
      case 'pgid':
        return this.#pgidOrOwn(state, drawn[0] as Id);
      case 'terminal':
        return 1 + this.below(TERMINALS);
      case 'several':
        return this.#several(state, drawn[0] as Id, wrongly);
      case 'process':
        // Nobody else is worth drawing if only a running process can issue commands.
        return wrongly && !this.#specification.refusesInOrder && this.chance(50)
          ? this.anyId()
          : this.#idIn(state.processes);
      case 'group':
        return wrongly && this.chance(50) ? this.anyId() : this.#idIn(state.groups);
      case 'session':
        return wrongly && this.chance(50) ? this.anyId() : this.#idIn(state.sessions);
      case 'thread':
        return wrongly && this.chance(50) ? this.anyId() : this.#idIn(state.threads);
      case 'new-thread':
        return this.chance(25) ? drawn[0] : this.#newId(state, wrongly);
      case 'new-process':
        return this.#newId(state, wrongly);
    }
  }

  /** The caller, a child of its, anybody, nobody. */
  #pidOrSelf(state: State, caller: Id): number {
    if (this.chance(30)) return this.chance(80) ? 0 : caller;
    if (this.chance(60)) return this.#childOf(state, caller);
    if (this.chance(75)) return this.#idIn(state.processes);
    return this.chance(60) ? this.anyId() : -1 - this.below(2);
  }

  /** The target's own number, a group, any id, something negative. */
  #pgidOrOwn(state: State, target: number): number {
    if (this.chance(40)) return this.chance(60) ? 0 : target;
    if (this.chance(80)) return this.#idIn(state.groups);
    return this.chance(70) ? this.anyId() : -1 - this.below(2);
  }

  /** All, those of a group, children of the caller, anybody. */
  #several(state: State, caller: Id, wrongly: boolean): number {
    if (wrongly && this.chance(50)) return this.#idIn(state.processes);
    if (this.chance(25)) return -1;
    if (this.chance(15)) return 0;
    if (this.chance(35)) {
      const group = this.chance(85) ? this.#idIn(state.groups) : this.anyId();
      return group === INIT ? INIT : -group;
    }
    if (this.chance(15)) return this.anyId();
    return this.chance(50) ? this.#childOf(state, caller) : this.#idIn(state.processes);
  }

  #childOf(state: State, caller: Id): Id {
    return this.oneOf(childrenOf(state, caller)) ?? this.anyId();
  }

  #idIn(table: Ids): Id {
    return table.size === 0 ? this.anyId() : table.idAt(this.below(table.size));
  }

  #newId(state: State, wrongly: boolean): Id {
    return wrongly ? this.usedId(state) : (this.freeId(state) ?? this.anyId());
  }

  below(count: number): number {
    return this.#dice.below(count);
  }

  chance(percent: number): boolean {
    return this.#dice.chance(percent);
  }

  among(ids: Ids, fits: (id: Id) => boolean): Id | undefined {
    const { size } = ids;
    if (size === 0) return undefined;
    for (let tries = 0; tries < AMONG_TRIES; tries += 1) {
      const id = ids.idAt(this.below(size));
      if (fits(id)) return id;
    }
    const first = this.below(size);
    const end = first + Math.min(size, AMONG_MAX);
    for (let position = first; position < end; position += 1) {
      const id = ids.idAt(position % size);
      if (fits(id)) return id;
    }
    return undefined;
  }

  oneOf(ids: readonly Id[]): Id | undefined {
    return ids.length === 0 ? undefined : ids[this.below(ids.length)];
  }

  anyId(): Id {
    return this.#shape.ids[this.below(this.#shape.ids.length)];
  }

  idLike(fits: (id: Id) => boolean): Id | undefined {
    for (let tries = 0; tries < ID_TRIES; tries += 1) {
      const id = this.anyId();
      if (fits(id)) return id;
    }
    return undefined;
  }

  freeId(state: State): Id | undefined {
    return this.idLike((id) => !idInUse(state, id));
  }

  usedId(state: State): Id {
    const tables = [state.processes, state.groups, state.sessions, state.threads] as const;
    const leftOver = this.chance(75);
    let id = this.#idIn(tables[this.below(4)]);
    for (let tries = 0; leftOver && tries < ID_TRIES && state.processes.has(id); tries += 1)
      id = this.#idIn(tables[1 + this.below(3)]);
    return id;
  }

  parent(state: State): Id | undefined {
    const { growth } = this.#shape;
    if (growth === 'deep' && this.chance(75) && isRunning(state, this.#forkedLast)) return this.#forkedLast;
    if (growth === 'wide' && this.chance(75)) return INIT;
    return this.among(state.processes, (pid) => isRunning(state, pid));
  }

  switch(): boolean {
    return this.chance(70);
  }

  code(isByte: boolean): number {
    if (this.chance(90)) return this.below(4);
    return isByte ? 255 : this.chance(50) ? -1 : ID_MAX;
  }
}
