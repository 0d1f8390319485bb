// A table with a lock for each of its objects, whose checks are made under a lock that is given back before the change, as
// in axprocess at 57d44806 and in starry-process (tgoskits PR #1535, #1942): each command alone is right, and most pairs of
// them are not. A move looks again for its group; an exit marks its process and looks at it under one lock: so two moves, a
// fork and a move, and two exits are right together.
import type { Answer, Id } from '../../../contract/command.ts';
import { INIT } from '../../../contract/command.ts';
import type { HierarchyCommand } from '../../../contract/sets/hierarchy.ts';
import { hierarchyAnswer } from '../../../impl/hierarchy/apply.ts';
import type { HierarchyOutcome } from '../../../impl/hierarchy/apply.ts';
import type { SteppedCode, SteppedSubject, WordMemory, WordRequest } from '../../concurrent/stepped-words.ts';
import { UNSTEPPED } from '../../concurrent/unstepped.ts';
import {
  AT,
  firstState,
  idsIn,
  IDS_MAX,
  nameOfObjectWord,
  newObject,
  OBJECT_WORDS,
  PROCESS_STATE,
  showObjects,
} from './object-words.ts';

const { IDS_LOCK, PROCESS_LOCK, CHILDREN_LOCK, GROUP_LOCK, STATE, PARENT, GROUP, CHILDREN } = AT;
const { GROUP_OF_ID, SESSION_OF_ID, PGID, SESSION, SID } = AT;
const { NONE, RUNNING, ZOMBIE } = PROCESS_STATE;

/** A piece of a command: it may have points, and answers a number. */
type Part = Generator<WordRequest, number, number>;

/** The commands that it can be asked. */
export const LOCK_PER_OBJECT_SUPPORTS = [
  'fork',
  'create_session',
  'create_group',
  'move_to_group',
  'exit',
  'free',
] as const satisfies readonly HierarchyCommand['name'][];

type Supported = HierarchyCommand<(typeof LOCK_PER_OBJECT_SUPPORTS)[number]>;

/** The code of one command of one branch; each access of a word is noted. */
class ObjectCode {
  readonly #words: Int32Array;
  readonly #memory: WordMemory;
  readonly #branch: number;

  constructor(words: Int32Array, memory: WordMemory, branch: number) {
    this.#words = words;
    this.#memory = memory;
    this.#branch = branch;
  }

  *fork(process: Id, child: Id): SteppedCode {
    yield this.#memory.lock(IDS_LOCK);
    const isTaken = this.#isInUse(child);
    this.#memory.unlock(IDS_LOCK);
    yield this.#memory.lock(PROCESS_LOCK + process);
    const isRunning = this.#get(STATE + process) === RUNNING;
    const group = this.#get(GROUP + process);
    this.#memory.unlock(PROCESS_LOCK + process);
    if (!isRunning) return 'not-running';
    if (isTaken) return 'id-in-use';
    yield this.#memory.lock(IDS_LOCK);
    this.#set(STATE + child, RUNNING);
    this.#set(PARENT + child, process);
    this.#set(GROUP + child, group);
    this.#set(CHILDREN + child, 0);
    this.#memory.unlock(IDS_LOCK);
    yield* this.#addChildren(process, 1 << child);
    return 'ok';
  }

  *createSession(process: Id): SteppedCode {
    const refusal = yield* this.#canLead(process);
    if (refusal !== 0) return LEADING_REFUSALS[refusal];
    yield this.#memory.lock(IDS_LOCK);
    const group = this.#liveGroup(process);
    const isTaken = this.#isLiveSession(process);
    this.#memory.unlock(IDS_LOCK);
    if (group !== 0) return 'group-id-in-use';
    if (isTaken) return 'session-id-in-use';
    const session = newObject(this.#words, this.#branch);
    this.#set(SID + session, process);
    yield* this.#enterNewGroup(process, session + 1);
    yield this.#memory.lock(IDS_LOCK);
    this.#set(SESSION_OF_ID + process, session + 1);
    this.#memory.unlock(IDS_LOCK);
    return 'ok';
  }

  *createGroup(process: Id): SteppedCode {
    const refusal = yield* this.#canLead(process);
    if (refusal !== 0) return LEADING_REFUSALS[refusal];
    yield this.#memory.lock(IDS_LOCK);
    const group = this.#liveGroup(process);
    const session = this.#get(SESSION + this.#get(GROUP + process) - 1);
    this.#memory.unlock(IDS_LOCK);
    if (group !== 0) return 'group-id-in-use';
    yield* this.#enterNewGroup(process, session);
    return 'ok';
  }

  *moveToGroup(process: Id, pgid: Id): SteppedCode {
    yield this.#memory.lock(IDS_LOCK);
    const group = this.#liveGroup(pgid);
    this.#memory.unlock(IDS_LOCK);
    yield this.#memory.lock(PROCESS_LOCK + process);
    const isRunning = this.#get(STATE + process) === RUNNING;
    const own = this.#get(GROUP + process);
    this.#memory.unlock(PROCESS_LOCK + process);
    if (!isRunning) return 'not-running';
    if (group === 0) return 'no-such-group';
    if (this.#get(SESSION + group - 1) !== this.#get(SESSION + own - 1)) return 'not-in-my-session';
    yield this.#memory.lock(GROUP_LOCK + group - 1);
    // The group may have lost its last member; the session of the process is not looked at again.
    const isAlive = this.#hasMembers(group);
    if (isAlive) this.#set(GROUP + process, group);
    this.#memory.unlock(GROUP_LOCK + group - 1);
    return isAlive ? 'ok' : 'no-such-group';
  }

  *exit(process: Id): SteppedCode {
    if (process === INIT) return 'is-init';
    yield this.#memory.lock(PROCESS_LOCK + process);
    const isRunning = this.#get(STATE + process) === RUNNING;
    if (isRunning) this.#set(STATE + process, ZOMBIE);
    this.#memory.unlock(PROCESS_LOCK + process);
    if (!isRunning) return 'not-running';
    yield this.#memory.lock(CHILDREN_LOCK + process);
    const orphans = this.#get(CHILDREN + process);
    if (orphans !== 0) this.#set(CHILDREN + process, 0);
    this.#memory.unlock(CHILDREN_LOCK + process);
    if (orphans === 0) return 'ok';
    yield* this.#addChildren(INIT, orphans);
    for (const orphan of idsIn(orphans)) {
      yield this.#memory.lock(PROCESS_LOCK + orphan);
      this.#set(PARENT + orphan, INIT);
      this.#memory.unlock(PROCESS_LOCK + orphan);
    }
    return 'ok';
  }

  *free(process: Id): SteppedCode {
    yield this.#memory.lock(PROCESS_LOCK + process);
    const isZombie = this.#get(STATE + process) === ZOMBIE;
    const parent = this.#get(PARENT + process);
    this.#memory.unlock(PROCESS_LOCK + process);
    if (!isZombie) return 'not-a-zombie';
    yield this.#memory.lock(CHILDREN_LOCK + parent);
    this.#set(CHILDREN + parent, this.#get(CHILDREN + parent) & ~(1 << process));
    this.#memory.unlock(CHILDREN_LOCK + parent);
    yield this.#memory.lock(IDS_LOCK);
    this.#set(STATE + process, NONE);
    this.#set(GROUP + process, 0);
    this.#memory.unlock(IDS_LOCK);
    return 'ok';
  }

  /** Answers 0, or the place of a refusal. */
  *#canLead(process: Id): Part {
    yield this.#memory.lock(PROCESS_LOCK + process);
    const isRunning = this.#get(STATE + process) === RUNNING;
    const leads = isRunning && this.#get(PGID + this.#get(GROUP + process) - 1) === process;
    this.#memory.unlock(PROCESS_LOCK + process);
    return isRunning ? (leads ? 2 : 0) : 1;
  }

  *#enterNewGroup(process: Id, session: number): Part {
    const group = newObject(this.#words, this.#branch);
    this.#set(PGID + group, process);
    this.#set(SESSION + group, session);
    yield this.#memory.lock(PROCESS_LOCK + process);
    this.#set(GROUP + process, group + 1);
    this.#memory.unlock(PROCESS_LOCK + process);
    yield this.#memory.lock(IDS_LOCK);
    this.#set(GROUP_OF_ID + process, group + 1);
    this.#memory.unlock(IDS_LOCK);
    return group;
  }

  *#addChildren(parent: Id, children: number): Part {
    yield this.#memory.lock(CHILDREN_LOCK + parent);
    this.#set(CHILDREN + parent, this.#get(CHILDREN + parent) | children);
    this.#memory.unlock(CHILDREN_LOCK + parent);
    return 0;
  }

  #isInUse(id: Id): boolean {
    return this.#get(STATE + id) !== NONE || this.#liveGroup(id) !== 0 || this.#isLiveSession(id);
  }

  /** The object of the live group that was made last with this id, plus one; 0 if none lives. */
  #liveGroup(id: Id): number {
    const group = this.#get(GROUP_OF_ID + id);
    return group !== 0 && this.#hasMembers(group) ? group : 0;
  }

  #hasMembers(group: number): boolean {
    for (let pid = 1; pid <= IDS_MAX; pid += 1) if (this.#get(GROUP + pid) === group) return true;
    return false;
  }

  #isLiveSession(id: Id): boolean {
    const session = this.#get(SESSION_OF_ID + id);
    if (session === 0) return false;
    for (let pid = 1; pid <= IDS_MAX; pid += 1) {
      const group = this.#get(GROUP + pid);
      if (group !== 0 && this.#get(SESSION + group - 1) === session) return true;
    }
    return false;
  }

  #get(at: number): number {
    this.#memory.noteRead(at);
    return this.#words[at];
  }

  #set(at: number, value: number): void {
    this.#memory.noteWrite(at);
    this.#words[at] = value;
  }
}

const LEADING_REFUSALS = ['ok', 'not-running', 'leads-its-group'] as const;

/** The table as something to be driven. */
export function lockPerObject(): SteppedSubject<Supported> {
  const words = new Int32Array(OBJECT_WORDS);
  firstState(words);
  const begin = (memory: WordMemory, branch: number, command: Supported): SteppedCode => {
    const code = new ObjectCode(words, memory, branch);
    switch (command.name) {
      case 'fork':
        return code.fork(command.process, command.child);
      case 'create_session':
        return code.createSession(command.process);
      case 'create_group':
        return code.createGroup(command.process);
      case 'move_to_group':
        return code.moveToGroup(command.process, command.group);
      case 'exit':
        return code.exit(command.process);
      case 'free':
        return code.free(command.process);
    }
  };
  const answerOf = (command: Supported, outcome: string | number): Answer =>
    hierarchyAnswer(command, outcome as HierarchyOutcome);
  return {
    words,
    prepare: (prefix) => {
      firstState(words);
      return prefix.map((command) => answerOf(command, runAtOnce(begin(UNSTEPPED, 0, command))));
    },
    begin: (memory, branch, command) => begin(memory, branch, command as Supported),
    answerOf: (command, outcome) => ({ answer: answerOf(command as Supported, outcome) }),
    observe: () => showObjects(words),
    nameOf: nameOfObjectWord,
  };
}

/** Runs code to its end while nobody else runs. */
function runAtOnce(code: SteppedCode): string | number {
  for (;;) {
    const { done, value } = code.next(0);
    if (done === true) return value;
  }
}
