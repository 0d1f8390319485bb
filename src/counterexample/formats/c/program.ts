// Traces as one C file with expected answers and TAP output, for kernels where nothing but C runs.
// Writes what is known beforehand as rows of tables; the C that reads them stands in runtime/.
import type { Answer, Command, Id } from '../../../contract/command.ts';
import { fieldsOf, INIT } from '../../../contract/command.ts';
import { printCommand } from '../../../contract/notation/trace.ts';
import type { Observation } from '../../../contract/observation/observation.ts';
import type { Specification } from '../../../model/specification.ts';
import type { State } from '../../../model/state.ts';
import { childrenOf, idInUse, isRunning } from '../../../model/state.ts';
import { amalgamated } from './amalgamate.ts';
import type { CCommand } from './calls.ts';
import { callOf, wantOf } from './calls.ts';
import type { CSet } from './sets.ts';
import { C_SETS, hasJobControl } from './sets.ts';
import type { Told } from './state-rows.ts';
import { changeRow, endsBetween, jobRows, newlyShown, withJobColumns } from './state-rows.ts';

/** A trace with what is expected of it. */
export interface CCase {
  /** Printed in the case's TAP line: any text, of which a line's worth of harmless characters stays. */
  readonly name: string;
  readonly steps: readonly CStep[];
  /** The set that its commands are of; absent: the POSIX commands. */
  readonly commandSet?: CSet;
}

/** One command of a trace. */
export interface CStep {
  /** A command of the case's set. */
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
 * could be checked. About 30 bytes a step and as much for every process that it changes, beside 30 kB of C, and 60 kB
 * where a case has job control. Throws on a command that is not of the case's set or that cannot be issued, and on an
 * errno that the commands of the set do not have.
 */
export function cProgram(cases: readonly CCase[], { title = '' }: COptions = {}): string {
  const hasJobs = cases.some(({ commandSet }) => commandSet !== undefined && hasJobControl(commandSet));
  const tables = cases.map((one) => tableOf(one, hasJobs));
  const slots = Math.max(1, ...tables.map((table) => table.slots));
  const none = (columns: number): string => `{${Array.from({ length: columns }, () => 0).join(',')}}`;
  const rows = [
    `#define SLOTS ${slots}`,
    `#define CASES ${cases.length}`,
    `#define TITLE ${literal(title === '' ? '' : `# ${plain(title)}\n`)}`,
    '',
    ...table('struct test', 'tests', [
      ...tables.map((one) => `{${literal(one.name)},${one.steps.length},${one.slots},${one.needs}}`),
      none(4),
    ]),
    ...table('struct step', 'steps', [...tables.flatMap(({ steps }) => steps), none(hasJobs ? 9 : 8)]),
    ...table('struct change', 'changes', [
      ...tables.flatMap(({ changes }) => changes),
      none(hasJobs ? 7 : 5),
    ]),
  ];
  return amalgamated(rows.join('\n'), hasJobs);
}

/** The rows of one case. */
interface Table {
  readonly name: string;
  readonly steps: readonly string[];
  readonly changes: readonly string[];
  /** The most numbers in use at a time. */
  readonly slots: number;
  /** The demands that not every system meets: the sum of {@link NEEDS}. */
  readonly needs: number;
}

/** The means by which a case is read: whose commands they are, and whether any case of the program has job control. */
interface Reading {
  readonly specification: Specification;
  readonly hasJobs: boolean;
}

const NEEDS = { orphans: 1, subreapers: 2, terminals: 4, masters: 8, thieves: 16 } as const;

function tableOf({ name, steps, commandSet = 'posix' }: CCase, hasJobs: boolean): Table {
  const { linux, posix } = C_SETS[commandSet];
  const isOfJobs = hasJobControl(commandSet);
  // A case with job control is held to what Linux does; of POSIX commands the model goes on from the answer.
  const reading: Reading = { specification: isOfJobs ? linux : posix, hasJobs };
  const { initial, isIssuable, step } = reading.specification;
  const rows: string[] = [];
  const changes: string[] = [];
  const told: Told = { processes: new Map(), terminals: new Map() };
  let state = initial;
  let inUse: readonly Id[] = [INIT];
  let slots = 1;
  let needs = 0;
  steps.forEach((one, index) => {
    const asked = ownCommand(one.command, reading.specification);
    if (!isIssuable(state, asked))
      throw new Error(
        `step ${index + 1}, ${printCommand(asked, reading.specification.vocabulary)}: it cannot be issued`,
      );
    const next = step(state, asked, one.answer).next;
    const ofJobs =
      isOfJobs && one.state !== undefined ? jobRows(one.state, next, told, reading.specification) : [];
    const mine = [...endsBetween(state, next), ...othersAllowed(state, asked, one.answer, posix)];
    for (const pid of told.processes.keys()) if (!next.processes.has(pid)) told.processes.delete(pid);
    inUse = [...inUse, ...('child' in asked ? [asked.child] : [])];
    const [stay, freed] = partition([...new Set(inUse)], (id) => idInUse(next, id));
    mine.push(...freed.map((id) => changeRow('FREE', id)));
    const shown = newlyShown(one.state, told, hasJobs);
    const all = [...ofJobs, ...(hasJobs ? mine.map((row) => withJobColumns(row)) : mine), ...shown];
    inUse = stay;
    slots = Math.max(slots, inUse.length);
    needs |= adoptionBetween(state, next) | needsOf(state, asked);
    rows.push(rowOf(one, all.length, reading));
    changes.push(...all);
    state = next;
  });
  return { name: plain(name), steps: rows, changes, slots, needs };
}

/** The demands of a command. */
function needsOf(state: State, command: CCommand): number {
  if (command.name === 'set_subreaper') return command.process === INIT ? 0 : NEEDS.subreapers;
  if (!('terminal' in command)) return command.name === 'open_dev_tty' ? NEEDS.terminals : 0;
  const isThroughMaster = 'side' in command && command.side === 'master';
  const isTheft =
    command.name === 'set_controlling_terminal' &&
    command.steal &&
    (state.terminals.get(command.terminal)?.session ?? command.process) !== command.process;
  return NEEDS.terminals | (isThroughMaster ? NEEDS.masters : 0) | (isTheft ? NEEDS.thieves : 0);
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

/** The children of a wait with several to choose from that may be fetched instead of the one expected. */
function othersAllowed(
  state: State,
  command: CCommand,
  answer: Answer,
  { answersTo }: Specification,
): string[] {
  if (command.name !== 'waitpid' || !('ok' in answer)) return [];
  const expected = Number(fieldsOf(answer)['pid']);
  const allowed = answersTo(state, command).map((other) => Number('ok' in other && fieldsOf(other)['pid']));
  return allowed.includes(expected)
    ? allowed.filter((pid) => pid !== expected).map((pid) => changeRow('ALSO', pid))
    : [];
}

function rowOf(
  { command, answer, state }: CStep,
  changes: number,
  { specification, hasJobs }: Reading,
): string {
  const asked = command as CCommand;
  const [operation, a, b, how = 0] = callOf(asked);
  const said = (): string => printCommand(command, specification.vocabulary);
  const { want, status } = wantOf(answer, specification, said);
  const process = 'process' in asked ? asked.process : 0;
  const row = [operation, process, a, b, want, status, changes, state === undefined ? 0 : 1];
  return `{${(hasJobs ? [...row, how] : row).join(',')}}`;
}

/** The same command, known to be of the set. */
function ownCommand(command: Command, { commands, vocabulary }: Specification): CCommand {
  const isOwn = commands.includes(command.name) && (command.name !== 'exit' || 'code' in command);
  if (!isOwn) throw new Error(`${command.name} has no C call: it is not a ${vocabulary.title} command`);
  return command as CCommand;
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
