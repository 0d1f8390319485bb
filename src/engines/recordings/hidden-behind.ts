// Says of a result that no rule explains which lines would explain it if the log hid them: what depends on which kind of line.
import { INIT } from '../../contract/command.ts';
import type { Answer, Command, Id } from '../../contract/command.ts';
import { errnoOf } from '../../contract/refusal.ts';
import { isZombie, membersOf, sessionOf } from '../../model/state.ts';
import type { Cast } from './cast.ts';
import type { Deed } from './deeds/deed.ts';
import type { UnexplainedRow } from './explanation.ts';
import type { HiddenLine, HiddenLines } from './hidden-lines.ts';
import { posixCommand, RECORDING_RULES } from './rules.ts';
import type { World } from './world.ts';

/** The world at a line. */
interface Moment {
  readonly world: World;
  readonly line: number;
}

/** A result that no rule explains. */
interface Odd extends Moment {
  readonly command: Command;
  /** The numbers of the command, as it names its arguments. */
  readonly numbers: Readonly<Record<string, number>>;
  readonly process: Id;
  /** The number that it answers; `undefined` where it answers none. */
  readonly answer: number | undefined;
  readonly errno: string | undefined;
  /** It is a wait that tells of a stop. */
  readonly isStop: boolean;
}

export class HiddenBehind {
  readonly #lines: HiddenLines;
  readonly #cast: Cast;

  constructor(lines: HiddenLines, cast: Cast) {
    this.#lines = lines;
    this.#cast = cast;
  }

  /** The lines behind the result of a deed, of which any one would do. */
  deed(deed: Deed, world: World): readonly HiddenLine[] {
    if (deed.isCertain === true) return [];
    if (deed.terminal !== undefined) return this.#terminal(deed, deed.terminal.numbers, world);
    const command = deed.command ?? posixCommand('fork', deed.process, numberSeen(deed.seen) ?? 0);
    const isInUse = command.name === 'fork' && world.state.processes.has(Number(command['child']));
    return [
      ...(isInUse ? this.#lines.behindNumbers() : this.#lines.behindAll()),
      ...(deed.behind ?? []).map((kind) => this.#lines.of(kind)),
      ...(this.#rules[command.name]?.(oddOf(command, deed, world)) ?? []),
    ];
  }

  /** The lines behind a row of a snapshot that differs, which was taken after a line. */
  row({ process, differs }: UnexplainedRow, world: World, line: number): readonly HiddenLine[] {
    const at = { world, line };
    const behind = {
      group: () => this.#groupsMove(),
      session: () => [this.#lines.of('setsid')],
      parent: () => [this.#lines.of('subreaper'), ...this.#loses(process, at)],
      life: () => this.#isOver(process, at),
    };
    return [...this.#lines.behindAll(), ...behind[differs]()];
  }

  readonly #rules: Readonly<Record<string, (odd: Odd) => readonly HiddenLine[]>> = {
    fork: (odd) => this.#numberIsFree(odd.numbers['child'] ?? 0, odd),
    setsid: (odd) => this.#setsid(odd),
    setpgid: (odd) => this.#setpgid(odd),
    getpgid: (odd) => this.#answers(odd, this.#groupsMove()),
    getsid: (odd) => this.#answers(odd, [this.#lines.of('setsid')]),
    getppid: (odd) => this.#getppid(odd),
    kill: (odd) => this.#kill(odd),
    waitpid: (odd) => this.#waitpid(odd),
    exit: () => [this.#lines.of('wait'), this.#lines.ofOthers()],
  };

  /** Anybody named may have changed its group or have ended, and the descriptor may stand for another file. */
  #terminal(
    { process, left, isShownTerminal }: Deed,
    numbers: readonly Id[],
    world: World,
  ): readonly HiddenLine[] {
    const at = { world, line: left };
    const named = [...new Set([process, ...numbers])].filter((number) => number > 0);
    // Somebody of the session may have moved the foreground unseen.
    const isAlone = [...this.#cast.members()].length === 1;
    return [
      ...this.#lines.behindAll(),
      ...this.#groupsMove(),
      ...(isAlone ? [] : [this.#lines.ofOthers()]),
      ...named.flatMap((number) => [...this.#acts(number, at), ...this.#numberIsFree(number, at)]),
      ...(isShownTerminal === undefined ? [] : [{ kind: 'descriptor' as const, isShown: isShownTerminal }]),
    ];
  }

  /** The process that a command names. */
  #target({ numbers, process }: Odd): Id {
    const said = numbers['pid'] ?? 0;
    return said === 0 ? process : said;
  }

  /** Processes change their group. */
  #groupsMove(): readonly HiddenLine[] {
    return [this.#lines.of('setpgid'), this.#lines.of('setsid')];
  }

  /** All that live of some processes have ended. */
  #endsOf(pids: readonly Id[], { world, line }: Moment): HiddenLine {
    const living = pids.filter((pid) => !isZombie(world.state, pid));
    return this.#lines.ofEnds(
      living.map((pid) => this.#cast.thread(pid)).filter((thread) => thread !== undefined),
      line,
    );
  }

  /** A process has lost its parent, which has ended. */
  #loses(pid: Id, at: Moment): readonly HiddenLine[] {
    const parent = at.world.state.processes.get(pid)?.parent ?? INIT;
    return parent === INIT ? [] : this.#ends(parent, at);
  }

  /** A group has lost its members: they have left, or have ended. */
  #groupEnds(group: Id, at: Moment): readonly HiddenLine[] {
    return [
      ...this.#groupsMove(),
      this.#lines.of('wait'),
      this.#lines.of('sigchld'),
      this.#endsOf(membersOf(at.world.state, group), at),
    ];
  }

  /** A process that shows no line may have done anything, and the number of one that is gone may be that of another. */
  #acts(pid: Id, { world, line }: Moment): readonly HiddenLine[] {
    const thread = this.#cast.thread(pid);
    const isThere = world.state.processes.has(pid);
    if (thread === undefined && isThere) return [this.#lines.ofOthers()];
    if (thread !== undefined && (thread.shownOn === undefined || thread.isDetached))
      return [this.#lines.ofUnseen(thread)];
    if (isThere) return [];
    const isKnown = this.#cast.wasMember(pid);
    return [
      ...this.#lines.ofReuse(),
      ...(isKnown ? [this.#lines.ofFreed(this.#cast.member(pid), line)] : []),
    ];
  }

  /** A process has ended. */
  #ends(pid: Id, at: Moment): readonly HiddenLine[] {
    const thread = this.#cast.thread(pid);
    return thread === undefined
      ? this.#acts(pid, at)
      : [...this.#acts(pid, at), this.#lines.ofEnds([thread], at.line)];
  }

  /** A process has ended, and is no zombie any more. */
  #isOver(pid: Id, at: Moment): readonly HiddenLine[] {
    if (!isZombie(at.world.state, pid)) return this.#ends(pid, at);
    return [this.#lines.waitFor(this.#cast.member(pid)), this.#ignored([pid], at)];
  }

  /** These zombies of one parent have never been any. */
  #ignored(zombies: readonly Id[], { world }: Moment): HiddenLine {
    const parent = world.state.processes.get(zombies[0] ?? INIT)?.parent ?? undefined;
    const members = zombies.map((pid) => this.#cast.member(pid)).filter((member) => member !== undefined);
    return this.#lines.ofIgnored(members, parent === undefined ? undefined : this.#cast.member(parent));
  }

  /** A number that is in use is none any more. */
  #numberIsFree(number: Id, at: Moment): readonly HiddenLine[] {
    return at.world.state.processes.has(number) ? this.#isOver(number, at) : this.#groupEnds(number, at);
  }

  #mayBeGroup(number: Id, pid: Id, { world }: Moment): boolean {
    return number === pid || world.state.groups.has(number) || this.#cast.wasMember(number);
  }

  /** The group or the session of a process, which `moves` would change. */
  #answers(odd: Odd, moves: readonly HiddenLine[]): readonly HiddenLine[] {
    const target = this.#target(odd);
    if (odd.answer === undefined) return this.#isOver(target, odd);
    return [
      ...(this.#mayBeGroup(odd.answer, target, odd) ? moves : []),
      ...(target === odd.process ? [] : this.#acts(target, odd)),
    ];
  }

  /** The leader of a group may have left it; that of a session cannot, and no session bears another number. */
  #setsid(odd: Odd): readonly HiddenLine[] {
    const { process, answer, errno, world } = odd;
    if (errno !== undefined) return this.#groupsMove();
    return answer !== process || sessionOf(world.state, process) === process
      ? []
      : this.#groupEnds(process, odd);
  }

  #setpgid(odd: Odd): readonly HiddenLine[] {
    const { command, numbers, process, errno, world } = odd;
    const target = this.#target(odd);
    const acts = target === process ? [] : this.#acts(target, odd);
    if (errno === 'ESRCH') return this.#isOver(target, odd);
    if (errno === 'EACCES') return target === process ? [] : [this.#lines.of('execve'), ...acts];
    if (errno === 'EPERM') return [...this.#groupEnds(numbers['pgid'] ?? 0, odd), ...acts];
    if (errno !== undefined) return [];
    const [refusal] = RECORDING_RULES.refusalsOf(world.state, command);
    const allowed = refusal === undefined ? undefined : errnoOf(RECORDING_RULES.vocabulary, refusal);
    if (allowed === 'EPERM') return [...this.#groupsMove(), ...acts];
    return [...(allowed === 'ESRCH' ? this.#adoptionOf(target, process, odd) : []), ...acts];
  }

  /** The parent has ended, and another has adopted the process. */
  #getppid(odd: Odd): readonly HiddenLine[] {
    const { process, answer, world } = odd;
    if (answer === undefined || answer === process) return [];
    const heir = world.state.processes.get(answer);
    return [
      ...(heir?.zombie === false ? this.#adoptionOf(process, answer, odd) : []),
      ...this.#loses(process, odd),
    ];
  }

  #kill(odd: Odd): readonly HiddenLine[] {
    const { numbers, errno } = odd;
    const target = numbers['target'] ?? 0;
    if (target > 0) return errno === undefined ? this.#acts(target, odd) : this.#isOver(target, odd);
    if (target === 0 || target === -1) return [];
    if (errno !== undefined) return [...this.#groupEnds(-target, odd), this.#lines.ofOthers()];
    return this.#mayBeGroup(-target, 0, odd) ? [...this.#groupsMove(), this.#lines.ofOthers()] : [];
  }

  #waitpid(odd: Odd): readonly HiddenLine[] {
    const { numbers, process, answer, errno, world } = odd;
    const asked = numbers['pid'] ?? -1;
    const groups = asked === 0 || asked < -1 ? this.#groupsMove() : [];
    const children = world.state.processes.where('parent', process);
    if (errno === 'ECHILD')
      return [...groups, this.#lines.of('sigchld'), ...this.#silentOf(children), this.#endsOf(children, odd)];
    if (errno !== undefined) return groups;
    if (answer === undefined) return [...groups, ...this.#silentOf(children)];
    const zombies = children.filter((pid) => isZombie(world.state, pid));
    if (answer === 0)
      return [
        ...groups,
        zombies.length > 0 ? this.#ignored(zombies, odd) : this.#adoption(process, odd),
      ].flat();
    const child = world.state.processes.get(answer);
    if (child === undefined)
      return this.#cast.wasMember(answer)
        ? [this.#lines.ofFreed(this.#cast.member(answer), odd.line)]
        : [this.#lines.ofOthers()];
    if (child.parent !== process)
      return [...this.#adoptionOf(answer, process, odd), ...this.#loses(answer, odd)];
    if (!child.zombie)
      return [...groups, ...(odd.isStop ? this.#acts(answer, odd) : this.#ends(answer, odd))];
    // Another should have been told of first.
    const place = child.place;
    const before = zombies.filter((pid) => (world.state.processes.get(pid)?.place ?? place) < place);
    return before.length > 0 ? [...groups, this.#ignored(before, odd)] : groups;
  }

  #silentOf(pids: readonly Id[]): readonly HiddenLine[] {
    return pids.flatMap((pid) => {
      const thread = this.#cast.thread(pid);
      return thread === undefined || thread.shownOn !== undefined ? [] : [this.#lines.ofUnseen(thread)];
    });
  }

  /** There is an orphan that the process would have got if it had been a subreaper. */
  #adoption(process: Id, at: Moment): readonly HiddenLine[] {
    const { state, outsiders } = at.world;
    const orphans = [INIT, ...outsiders].flatMap((heir) => state.processes.where('parent', heir));
    return orphans
      .filter((pid) => !isZombie(state, pid))
      .flatMap((pid) => this.#adoptionOf(pid, process, at));
  }

  /** An orphan that descends from the process, as far as that is still known, would be its child if it had been a subreaper. */
  #adoptionOf(orphan: Id, process: Id, { world, line }: Moment): readonly HiddenLine[] {
    const member = this.#cast.member(orphan);
    if (member === undefined || !this.#isAncestor(process, member.bornTo)) return [];
    const isOrphan = member.bornTo !== world.state.processes.get(orphan)?.parent;
    const parent = isOrphan ? undefined : this.#cast.member(member.bornTo ?? orphan);
    if (!isOrphan && (parent === undefined || member.bornTo === process)) return [];
    return [this.#lines.ofSubreaper(this.#cast.member(process), member, parent, line)];
  }

  #isAncestor(process: Id, descendant: Id | undefined): boolean {
    let at = descendant;
    while (at !== undefined && at !== process) {
      const ancestor = this.#cast.member(at);
      if (ancestor === undefined) return true;
      at = ancestor.bornTo;
    }
    return at === process;
  }
}

function oddOf(command: Command, { seen, seenInWords, process, left, behind }: Deed, world: World): Odd {
  const numbers: Record<string, number> = {};
  for (const [key, value] of Object.entries(command)) if (typeof value === 'number') numbers[key] = value;
  const refused = seen !== undefined && 'refused' in seen ? seen.refused : undefined;
  return {
    command,
    numbers,
    process,
    answer: seenInWords === undefined ? numberSeen(seen) : undefined,
    errno: typeof refused === 'string' ? refused : undefined,
    world,
    line: left,
    isStop: behind?.includes('stop') === true,
  };
}

/** The first number of an answer. */
function numberSeen(seen: Answer | undefined): number | undefined {
  const all = seen !== undefined && 'ok' in seen ? Object.values(seen.ok) : [];
  return all.find((value) => typeof value === 'number');
}
