// The findings of an explanation so far, and its verdict.
import { printAnswer, printCommand } from '../../contract/notation/trace.ts';
import type { RecordedThread } from './cast.ts';
import type { Deed } from './deeds/deed.ts';
import type { CallOf } from './deeds/deed-of-call.ts';
import type {
  Explanation,
  ExplanationCounts,
  ExplanationProgress,
  OpenQuestion,
  UnexplainedLine,
  UnexplainedRow,
} from './explanation.ts';
import type { HiddenBehind } from './hidden-behind.ts';
import type { HiddenKind } from './hidden-kinds.ts';
import { hidingSentence } from './hidden-kinds.ts';
import type { HiddenLine, HiddenLines } from './hidden-lines.ts';
import type { LogEvent } from './log-event.ts';
import { RECORDING_RULES } from './rules.ts';
import type { World } from './world.ts';
import { isStandIn } from './world.ts';

/** The facts at the end of a log. */
interface AtEnd {
  readonly interrupted: boolean;
  readonly limits: Explanation['limits'];
  readonly running: readonly number[];
  /** Snapshots that nothing was compared with. */
  readonly snapshotsBeyond: number;
  readonly hasTimes: boolean;
  readonly attached: boolean;
  /** Processes have asked for their end, and no line tells of any. */
  readonly hidesEnds: boolean;
}

/** Something that no rule explains, and the lines that would explain it if the log hid one of them. */
interface Found<Item> {
  readonly found: Item;
  readonly behind: readonly HiddenLine[];
  /** Whether it counts as a result that was checked. */
  readonly isChecked: boolean;
  readonly isOfTerminal: boolean;
}

const INJECTED =
  'strace has put results in the place of the kernel’s: what the kernel answers, a recording without -e inject shows';

/** So many results are looked into that lines may be behind which the log seems to hide; others are counted as open. */
const DOUBTFUL_MAX = 32;

type Counts = { -readonly [Name in keyof ExplanationCounts]: number };

export class Findings {
  readonly #counts: Counts = {
    lines: 0,
    calls: 0,
    processes: 0,
    checked: 0,
    explained: 0,
    open: 0,
    terminals: 0,
    terminalsOpen: 0,
    notCovered: 0,
    snapshots: 0,
    busySnapshots: 0,
    rows: 0,
    linesSearched: 0,
    stepsSearched: 0,
  };
  readonly #hidden: HiddenLines;
  readonly #behind: HiddenBehind;
  readonly #unexplained: Found<UnexplainedLine>[] = [];
  readonly #rows: Found<UnexplainedRow>[] = [];
  #doubtful = 0;
  readonly #unreadable: { readonly line: number; readonly why: string }[] = [];
  readonly #open = new Map<string, { line: number | undefined; times: number }>();
  readonly #beyondBudget: number[] = [];

  constructor(hidden: HiddenLines, behind: HiddenBehind) {
    this.#hidden = hidden;
    this.#behind = behind;
  }

  get lines(): number {
    return this.#counts.lines;
  }

  progress(): ExplanationProgress {
    const { lines, checked } = this.#counts;
    return { lines, checked, unexplained: this.#unexplained.length };
  }

  line(line: number): void {
    this.#counts.lines = Math.max(this.#counts.lines, line);
  }

  call(isNotCovered: boolean): void {
    this.#counts.calls += 1;
    if (isNotCovered) this.#counts.notCovered += 1;
  }

  process(): void {
    this.#counts.processes += 1;
  }

  /** A process shows whose making no line has shown. */
  old(number: number): void {
    this.#hidden.noteOld(number);
  }

  checked({ terminal }: Deed): void {
    this.#counts.checked += 1;
    this.#counts.explained += 1;
    if (terminal !== undefined) this.#counts.terminals += 1;
  }

  open(sentence: string, { terminal, left }: Deed): void {
    this.#counts.open += 1;
    if (terminal !== undefined) this.#counts.terminalsOpen += 1;
    this.#note(sentence, left);
  }

  /** A result is not the kernel's. */
  injected(line: number): void {
    this.#counts.open += 1;
    this.#note(INJECTED, line);
  }

  #note(sentence: string, line: number | undefined): void {
    const open = this.#open.get(sentence);
    if (open === undefined) this.#open.set(sentence, { line, times: 1 });
    else open.times += 1;
  }

  /** The result of a deed counts as checked, and the log need not be right about it. */
  notChecked(sentence: string, deed: Deed): void {
    this.#counts.checked -= 1;
    this.#counts.explained -= 1;
    if (deed.terminal !== undefined) this.#counts.terminals -= 1;
    if (this.#beyondBudget.at(-1) === deed.left) this.#beyondBudget.pop();
    this.open(sentence, deed);
  }

  /** Calls have made what shows no line before the log ends. */
  neverShown(threads: readonly RecordedThread[]): void {
    const [first] = threads;
    if (first === undefined) return;
    this.#open.set(
      'calls have made what shows no line before the log ends, so that their results are not confirmed: a log that goes on until all have ended shows it',
      { line: first.madeLine ?? 0, times: threads.length },
    );
  }

  unreadable(line: number, why: string): void {
    this.#unreadable.push({ line, why });
  }

  /** A thread shows that no call has made, so that lines of the log are missing. */
  missing(thread: number, line: number): void {
    this.#hidden.noteAppeared();
    this.#unreadable.push({
      line,
      why: `process ${thread} shows here, and no call has made it: lines before this one are missing, the log begins in the middle, or it hides the call (record with -e trace=%process)`,
    });
  }

  /** A process asks for its end, and no line shows it, though the log goes on until all others have ended. */
  endless(process: number, line: number): void {
    this.#unreadable.push({
      line,
      why: `process ${process} asks for its end here, and no line shows that it has ended, though all others have: a line after this one is missing`,
    });
  }

  /** A snapshot was compared with the world at its moment. Returns what may be behind the rows that differ. */
  snapshot(rows: number, unexplained: readonly UnexplainedRow[], world: World): readonly HiddenLine[] {
    this.#counts.snapshots += 1;
    this.#counts.rows += rows;
    return unexplained.flatMap((row) => {
      const behind = this.#behind.row(row, world, this.#counts.lines);
      this.#keep(this.#rows, row, behind, false);
      return behind;
    });
  }

  busySnapshot(): void {
    this.#counts.busySnapshots += 1;
  }

  searched(line: number, steps: number, isBeyond: boolean): void {
    this.#counts.linesSearched += 1;
    this.#counts.stepsSearched += steps;
    if (isBeyond) this.#beyondBudget.push(line);
  }

  /**
   * Whether the log hides so much that one result more need not be looked into, which lines may be behind that it seems to hide: it is
   * left open.
   */
  passesOver(deed: Deed, world: World): boolean {
    if (this.#doubtful < DOUBTFUL_MAX || !this.#hidden.hidesAny(this.#behind.deed(deed, world))) return false;
    if (deed.checked) this.#counts.explained -= 1;
    this.#leaveOpen(deed.checked, deed.terminal !== undefined);
    return true;
  }

  /** Keeps what is not explained: for certain, or unless the log turns out to hide what is behind it. */
  #keep<Item>(
    into: Found<Item>[],
    found: Item,
    behind: readonly HiddenLine[],
    isChecked: boolean,
    isOfTerminal = false,
  ): void {
    if (this.#hidden.hidesAny(behind)) this.#doubtful += 1;
    into.push({ found, behind, isChecked, isOfTerminal });
  }

  #leaveOpen(isChecked: boolean, isOfTerminal: boolean): void {
    this.#counts.open += 1;
    if (isChecked) this.#counts.checked -= 1;
    if (!isOfTerminal) return;
    this.#counts.terminals -= 1;
    this.#counts.terminalsOpen += 1;
  }

  /** No rule explains a result. Returns what may be behind it. */
  unexplained(deed: Deed, world: World): readonly HiddenLine[] {
    if (deed.checked) this.#counts.explained -= 1;
    const behind = this.#behind.deed(deed, world);
    const { allowed, clauses, because } = deed.objection(world);
    const command =
      deed.command === undefined
        ? deed.terminal?.words
        : printCommand(deed.command, RECORDING_RULES.vocabulary);
    const seen = deed.seenInWords ?? (deed.seen === undefined ? 'nothing' : printAnswer(deed.seen));
    const found: UnexplainedLine = {
      line: deed.left,
      text: deed.text,
      process: deed.process,
      command,
      seen,
      allowed: allowed.map((answer) => withoutStandIns(answer, world)),
      clauses,
      sentence: `${command ?? 'the line'} ${withoutStandIns(because, world)}`,
    };
    this.#keep(this.#unexplained, found, behind, deed.checked, deed.terminal !== undefined);
    return behind;
  }

  /** A thread shows that no call has made. */
  appeared(number: number, { at, text }: LogEvent): void {
    this.#hidden.noteAppeared();
    this.#keepShown(number, at.line, text, `process ${number} shows here, and no call has made it`);
  }

  /**
   * A thread shows before the line of the call that makes it: strace -z writes a call when it has returned. Returns whether that may be so.
   *
   * @param event The return of the call.
   */
  showsEarly(number: number, line: number, { text }: LogEvent): boolean {
    if (this.#hidden.hidesNothing) return false;
    this.#hidden.noteEarly();
    this.#keepShown(number, line, text, `process ${number} shows before the line of the call that makes it`);
    return true;
  }

  /**
   * A call returned the number of a thread that there never was.
   *
   * @param other The one that it made, where that is known.
   * @param line The line that says so.
   */
  unmade(
    { number, member, madeLine }: RecordedThread,
    other: number | undefined,
    line: number | undefined,
  ): void {
    const because =
      other === undefined
        ? `shows no line before the one that makes it, line ${line}`
        : `never shows, and ${other}, which shows on line ${line}, was made by no call`;
    this.#keepBirth(
      {
        line: madeLine ?? 0,
        text: '',
        process: member.pid,
        command: undefined,
        seen: `ok pid=${number}`,
        allowed: other === undefined ? [] : [`ok pid=${other}`],
        clauses: ['P1'],
        sentence: `the call returned ${number}, which ${because}`,
      },
      other,
    );
  }

  /**
   * A call returned another number than that of what it made, or a number that another has.
   *
   * @param other What it made, where that is known.
   * @param line The line that says so; absent where it is that of the call.
   */
  madeOther({ call, member, text }: CallOf, other: number | undefined, line: number | undefined): void {
    const { result } = call;
    const seen =
      result?.kind === 'value' ? `ok pid=${result.value}` : result?.kind === 'error' ? result.errno : '?';
    const because =
      other === undefined
        ? `line ${line} has made that number already`
        : `made ${other}, which shows ${line === undefined ? 'before its return' : `on line ${line}`}`;
    this.#keepBirth(
      {
        line: call.returned?.line ?? call.entered.line,
        text,
        process: member.pid,
        command: undefined,
        seen,
        allowed: other === undefined ? [] : [`ok pid=${other}`],
        clauses: ['P1'],
        sentence: `the call returned ${seen.replace('ok pid=', '')}, and ${because}`,
      },
      other,
    );
  }

  /** The only line that has shown a number is contradicted: by a line, or by a snapshot. */
  doubted(deed: Deed, number: number, line: number | undefined, behind: readonly HiddenLine[]): void {
    const by = line === undefined ? 'a snapshot' : `line ${line}`;
    const command =
      deed.command === undefined ? undefined : printCommand(deed.command, RECORDING_RULES.vocabulary);
    this.#counts.explained -= 1;
    const found: UnexplainedLine = {
      line: deed.left,
      text: deed.text,
      process: deed.process,
      command,
      seen: deed.seen === undefined ? '' : printAnswer(deed.seen),
      allowed: [],
      clauses: [],
      sentence: `${number} is shown by this line alone, and ${by} contradicts it`,
    };
    this.#keep(this.#unexplained, found, behind, true);
  }

  /** Something is wrong about what calls have made: another number, or one that was there. */
  /** A thread shows where none can be. */
  #keepShown(number: number, line: number, text: string, sentence: string): void {
    const seen = `process ${number}`;
    const found = {
      line,
      text,
      process: number,
      command: undefined,
      seen,
      allowed: [],
      clauses: ['P1'],
      sentence,
    };
    this.#keepBirth(found, number);
  }

  #keepBirth(found: UnexplainedLine, other: number | undefined): void {
    const behind = other === undefined ? this.#hidden.behindNumbers() : this.#hidden.behindAll();
    this.#keep(this.#unexplained, found, behind, false);
  }

  explanation(atEnd: AtEnd): Explanation {
    const hidden = new Set<HiddenKind>();
    const unexplained = this.#certain(this.#unexplained, ({ line }) => line, hidden);
    const rows = this.#certain(this.#rows, () => undefined, hidden);
    const { interrupted, limits, running, snapshotsBeyond, hasTimes, attached } = atEnd;
    const openQuestions: OpenQuestion[] = [...this.#open].map(([sentence, found]) => ({
      ...found,
      sentence,
    }));
    if (snapshotsBeyond > 0)
      openQuestions.push({
        line: undefined,
        times: snapshotsBeyond,
        sentence: hasTimes
          ? 'snapshots were taken after the last line, while processes lived: a log that goes on until all have ended shows what they did'
          : 'snapshots were taken at moments that the log does not tell: record times with "strace -ttt"',
      });
    if (attached)
      openQuestions.push({
        line: 1,
        times: 1,
        sentence:
          'processes were there before the recording: what they were is learnt from the first line that shows it',
      });
    const isWrong = unexplained.length + rows.length > 0;
    const inconclusive = isWrong ? undefined : this.#whyInconclusive(atEnd, hidden);
    return {
      verdict: isWrong ? 'fail' : inconclusive === undefined ? 'pass' : 'inconclusive',
      inconclusive,
      counts: this.#counts,
      unexplained: unexplained.toSorted((one, other) => one.line - other.line),
      unexplainedRows: rows,
      unreadable: this.#unreadable,
      openQuestions,
      beyondBudget: this.#beyondBudget,
      limits,
      interrupted,
      running,
    };
  }

  /** Those that no hidden line explains; the others are left open, and `hidden` gets the kinds of the lines behind them. */
  #certain<Item>(
    all: readonly Found<Item>[],
    lineOf: (item: Item) => number | undefined,
    hidden: Set<HiddenKind>,
  ): readonly Item[] {
    return all.flatMap(({ found, behind, isChecked, isOfTerminal }) => {
      if (!this.#hidden.hidesAny(behind)) return [found];
      const kinds = new Set(behind.filter(({ isShown }) => !isShown()).map(({ kind }) => kind));
      for (const kind of kinds) hidden.add(kind);
      this.#leaveOpen(isChecked, isOfTerminal);
      this.#note(`a result is right if ${hidingSentence(kinds)}`, lineOf(found));
      return [];
    });
  }

  #whyInconclusive({ interrupted, hidesEnds }: AtEnd, hidden: ReadonlySet<HiddenKind>): string | undefined {
    if (hidesEnds)
      return 'the log hides the ends of processes: record without "strace -qq", and with "-e signal=all"';
    if (hidden.size > 0) return `it seems that ${hidingSentence(hidden)}`;
    if (interrupted) return 'it was interrupted before the end of the log';
    const { length } = this.#unreadable;
    if (length > 0) return `${length === 1 ? 'a line' : `${length} lines`} could not be read`;
    if (this.#counts.checked + this.#counts.rows === 0) return 'nothing in it could be checked';
    return undefined;
  }
}

/** The text with a question mark for each number of something outside that the log has not shown. */
function withoutStandIns(text: string, { state }: World): string {
  return text.replaceAll(/\b\d{7,10}\b/g, (digits) => {
    const id = Number(digits);
    const isThere = state.groups.has(id) || state.sessions.has(id) || state.processes.has(id);
    return isStandIn(id) && isThere ? '?' : digits;
  });
}
