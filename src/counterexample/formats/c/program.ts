// Traces of POSIX commands as one C file with expected answers and TAP output, for kernels where nothing but C runs.
// Writes what is known beforehand as rows of tables; the C that reads them stands in runtime/.
import type { Answer, Command, Id } from '../../../contract/command.ts';
import { POSIX } from '../../../model/posix/specification.ts';
import type { PosixCommand } from '../../../contract/sets/posix.ts';
import { POSIX_VOCABULARY } from '../../../contract/sets/posix.ts';
import { fieldsOf, INIT } from '../../../contract/command.ts';
import { printCommand } from '../../../contract/notation/trace.ts';
import type { Observation } from '../../../contract/observation/observation.ts';
import { refusalNamed } from '../../../contract/refusal.ts';
import type { State } from '../../../model/state.ts';
import { childrenOf, idInUse, isRunning, isZombie } from '../../../model/state.ts';
import { amalgamated } from './amalgamate.ts';

/** A trace with what is expected of it. */
export interface CCase {
  /** Printed in the case's TAP line: any text, of which a line's worth of harmless characters stays. */
  readonly name: string;
  readonly steps: readonly CStep[];
}

/** One command of a trace. */
export interface CStep {
  /** A POSIX command. */
  readonly command: Command;
  /** The expected answer; refusals by errno or by name. */
  readonly answer: Answer;
  /** The expected observation after it; without it only the answer is compared. */
  readonly state?: Observation;
}

/** Options for the file. */
interface COptions {
  /** Printed as a comment before the cases. */
  readonly title?: string;
}

/**
 * The text of a C file: C99 over POSIX calls, one TAP line a case, exit code 0, 1 where a case fails, 3 where nothing
 * could be checked. About 30 bytes a step and as much for every process that it changes, beside 30 kB of C. Throws on
 * a command that is no POSIX command or that cannot be issued, and on an errno that the POSIX commands do not have.
 */
export function cProgram(cases: readonly CCase[], { title = '' }: COptions = {}): string {
  const tables = cases.map(tableOf);
  const slots = Math.max(1, ...tables.map((table) => table.slots));
  const rows = [
    `#define SLOTS ${slots}`,
    `#define CASES ${cases.length}`,
    `#define TITLE ${literal(title === '' ? '' : `# ${plain(title)}\n`)}`,
    '',
    ...table('struct test', 'tests', [
      ...tables.map((one) => `{${literal(one.name)},${one.steps.length},${one.slots},${one.needs}}`),
      '{0,0,0,0}',
    ]),
    ...table('struct step', 'steps', [...tables.flatMap(({ steps }) => steps), '{0,0,0,0,0,0,0,0}']),
    ...table('struct change', 'changes', [...tables.flatMap(({ changes }) => changes), '{0,0,0,0,0}']),
  ];
  return amalgamated(rows.join('\n'));
}

/** The rows of one case. */
interface Table {
  readonly name: string;
  readonly steps: readonly string[];
  readonly changes: readonly string[];
  /** The most numbers in use at a time. */
  readonly slots: number;
  /** The kinds of adoption that happen: the sum of {@link NEEDS}. */
  readonly needs: number;
}

const NEEDS = { orphans: 1, subreapers: 2 } as const;

function tableOf({ name, steps }: CCase): Table {
  const { initial, isIssuable, step } = POSIX.posix;
  const rows: string[] = [];
  const changes: string[] = [];
  const shown = new Map<Id, string>();
  let state = initial;
  let inUse: readonly Id[] = [INIT];
  let slots = 1;
  let needs = 0;
  steps.forEach(({ command, answer, state: observation }, index) => {
    const asked = posixCommand(command);
    if (!isIssuable(state, asked))
      throw new Error(`step ${index + 1}, ${printCommand(command, POSIX_VOCABULARY)}: it cannot be issued`);
    const next = step(state, asked, answer).next;
    const mine = [...endsBetween(state, next), ...othersAllowed(state, asked, answer)];
    for (const pid of shown.keys()) if (!next.processes.has(pid)) shown.delete(pid);
    inUse = [...inUse, ...('child' in asked ? [asked.child] : [])];
    const [stay, freed] = partition([...new Set(inUse)], (id) => idInUse(next, id));
    mine.push(...freed.map((id) => `{FREE,${id},0,0,0}`), ...newlyShown(observation, shown));
    inUse = stay;
    slots = Math.max(slots, inUse.length);
    needs |=
      adoptionBetween(state, next) |
      (asked.name === 'set_subreaper' && asked.process !== INIT ? NEEDS.subreapers : 0);
    rows.push(rowOf(asked, answer, mine.length, observation !== undefined));
    changes.push(...mine);
    state = next;
  });
  return { name: plain(name), steps: rows, changes, slots, needs };
}

/** The processes that end in a step: as zombies, or gone at once. */
function endsBetween(before: State, after: State): string[] {
  const rows: string[] = [];
  before.processes.forEach(({ zombie, parent }, pid) => {
    if (!after.processes.has(pid)) rows.push(`{GONE,${pid},0,0,0}`);
    else if (!zombie && isZombie(after, pid)) rows.push(`{DIED,${pid},${parent},0,0}`);
  });
  return rows;
}

/** Looks for a process that ends and whose children somebody adopts. */
function adoptionBetween(before: State, after: State): number {
  let needs = 0;
  before.processes.forEach(({ zombie }, pid) => {
    const ends = !zombie && !isRunning(after, pid);
    if (ends && childrenOf(before, pid).length > 0) needs = NEEDS.orphans;
  });
  return needs;
}

/** The zombies of a wait with several to choose from that may be reaped instead of the one expected. */
function othersAllowed(state: State, command: PosixCommand, answer: Answer): string[] {
  if (command.name !== 'waitpid' || command.pid > 0 || !('ok' in answer)) return [];
  const allowed = childrenOf(state, command.process).filter(
    (pid) =>
      isZombie(state, pid) && !POSIX.posix.step(state, command, { ok: { pid } }).next.processes.has(pid),
  );
  const expected = Number(fieldsOf(answer)['pid']);
  return allowed.includes(expected)
    ? allowed.filter((pid) => pid !== expected).map((pid) => `{ALSO,${pid},0,0,0}`)
    : [];
}

/** The expectation of each process from now on, where that is not what was expected before. */
function newlyShown(observation: Observation | undefined, shown: Map<Id, string>): string[] {
  if (observation === undefined) return [];
  const sessions = new Map(observation.groups?.map(({ pgid, session }) => [pgid, session]));
  return (observation.processes ?? []).flatMap(({ pid, parent, group }) => {
    const session = group === undefined ? undefined : sessions.get(group);
    const row = `{SET,${pid},${parent === null ? 0 : (parent ?? -1)},${group ?? -1},${session ?? -1}}`;
    if (shown.get(pid) === row) return [];
    shown.set(pid, row);
    return [row];
  });
}

function rowOf(command: PosixCommand, answer: Answer, changes: number, check: boolean): string {
  const [operation, a, b] = callOf(command);
  const { want, status } = wantOf(command, answer);
  return `{${[operation, command.process, a, b, want, status, changes, check ? 1 : 0].join(',')}}`;
}

/** The call's name in C, and its arguments. */
function callOf(command: PosixCommand): readonly [string, number, number] {
  switch (command.name) {
    case 'fork':
      return ['FORK', command.child, 0];
    case 'setsid':
      return ['SETSID', 0, 0];
    case 'setpgid':
      return ['SETPGID', command.pid, command.pgid];
    case 'getpgid':
      return ['GETPGID', command.pid, 0];
    case 'getsid':
      return ['GETSID', command.pid, 0];
    case 'getppid':
      return ['GETPPID', 0, 0];
    case 'execve':
      return ['EXECVE', 0, 0];
    case 'exit':
      return ['EXIT', command.code, 0];
    case 'waitpid':
      return ['WAITPID', command.pid, 0];
    case 'set_subreaper':
      return ['SUBREAPER', command.on ? 1 : 0, 0];
    case 'kill':
      return ['KILL', command.target, command.signal];
    case 'ignore_sigchld':
      return ['IGNORE', command.on ? 1 : 0, 0];
  }
}

const ERRNOS: ReadonlySet<string> = new Set(['EPERM', 'ESRCH', 'ECHILD', 'EACCES', 'EINVAL', 'EEXIST']);

function wantOf(
  command: Command,
  answer: Answer,
): { readonly want: number | string; readonly status: number } {
  if ('ok' in answer) {
    const { pid, sid, pgid, ppid, status } = fieldsOf(answer);
    return { want: Number(pid ?? sid ?? pgid ?? ppid ?? 0), status: Number(status ?? 0) };
  }
  const { refused } = answer;
  if (refused === true) return { want: 'XANY', status: 0 };
  const errno = refusalNamed(POSIX_VOCABULARY, refused)?.errno ?? refused;
  if (!ERRNOS.has(errno))
    throw new Error(`${printCommand(command, POSIX_VOCABULARY)}: no POSIX command is refused with ${errno}`);
  return { want: `X${errno.slice(1)}`, status: 0 };
}

/** The same command, known to be of the POSIX set. */
function posixCommand(command: Command): PosixCommand {
  const isPosix =
    POSIX.posix.commands.includes(command.name) && (command.name !== 'exit' || 'code' in command);
  if (!isPosix) throw new Error(`${command.name} has no C call: it is not a POSIX command`);
  return command as PosixCommand;
}

function table(type: string, name: string, rows: readonly string[]): string[] {
  return [`static const ${type} ${name}[] = {`, ...rows.map((row) => `${row},`), '};'];
}

const NAME_MAX = 200;

/** One line of TAP that no reader takes for more than a name: no control characters, no directive, no escape. */
function plain(text: string): string {
  const line = text
    .replaceAll(/[#\\]/g, '')
    .replaceAll(/[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]+/gu, ' ')
    .trim();
  return Array.from(line).slice(0, NAME_MAX).join('').trim();
}

/** A string of C99, ASCII alone: no escape, trigraph or character set can change what it says. */
function literal(text: string): string {
  const bytes = [...new TextEncoder().encode(text)].map((byte) =>
    /[\w ,.:;()=+*/<>[\]{}'!-]/.test(String.fromCharCode(byte)) && byte < 128
      ? String.fromCharCode(byte)
      : `\\${byte.toString(8).padStart(3, '0')}`,
  );
  return `"${bytes.join('')}"`;
}

function partition<Value>(values: readonly Value[], holds: (value: Value) => boolean): [Value[], Value[]] {
  return [values.filter(holds), values.filter((value) => !holds(value))];
}
