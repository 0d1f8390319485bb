// The explanation of a recording, as data: what was checked, what no rule explains, and what the log does not let one know.
import type { Answer, Command } from '../../contract/command.ts';
import type { Verdict } from '../../contract/verdict.ts';
import type { State } from '../../model/state.ts';

/** A line that the specification does not explain. */
export interface UnexplainedLine {
  readonly line: number;
  readonly text: string;
  /** The process that it is about. */
  readonly process: number;
  /** The command and the answer that the log shows, in the notation of traces, where the line is a command. */
  readonly command: string | undefined;
  readonly seen: string;
  /** The answers that the specification allows there, over all admissible orders that were tried. */
  readonly allowed: readonly string[];
  /** Clauses of docs/semantics.md that decide. */
  readonly clauses: readonly string[];
  /** A sentence: what is wrong, and which rule says so. */
  readonly sentence: string;
}

/** A row of a snapshot that differs from the state at its moment. */
export interface UnexplainedRow {
  readonly snapshot: string;
  /** The line in the file of snapshots. */
  readonly line: number;
  readonly process: number;
  /** The thing that differs: whether the process lives, is a zombie or is gone, or one of its ids. */
  readonly differs: 'parent' | 'group' | 'session' | 'life';
  readonly sentence: string;
}

/** Something that the log leaves unknown. */
export interface OpenQuestion {
  /** The first line where it would have decided; `undefined` where it is about the log as a whole. */
  readonly line: number | undefined;
  /** The number of times that it would have decided. */
  readonly times: number;
  /** A sentence, which also says how a recording would show it. */
  readonly sentence: string;
}

/** The counts of an explanation. */
export interface ExplanationCounts {
  readonly lines: number;
  readonly calls: number;
  /** Processes seen, without the ones outside of the recording. */
  readonly processes: number;
  /** Results that the specification was asked about, and those of them that it explains. */
  readonly checked: number;
  readonly explained: number;
  /** Results of calls that it was asked about, but that depend on something unknown. */
  readonly open: number;
  /** Results of calls about controlling terminals, and stops by their signals: those that were checked, and those that were left open. */
  readonly terminals: number;
  readonly terminalsOpen: number;
  /** Results of system calls that touch processes and that no rule is asked about, such as signals to threads. */
  readonly notCovered: number;
  readonly snapshots: number;
  /** Snapshots not compared, since something happened while they were taken. */
  readonly busySnapshots: number;
  readonly rows: number;
  /** Lines where the order of the log did not explain the result and others were searched, and the steps of those searches. */
  readonly linesSearched: number;
  readonly stepsSearched: number;
}

export interface Explanation {
  readonly verdict: Verdict;
  /** The reason that the verdict is inconclusive. */
  readonly inconclusive: string | undefined;
  readonly counts: ExplanationCounts;
  readonly unexplained: readonly UnexplainedLine[];
  readonly unexplainedRows: readonly UnexplainedRow[];
  readonly unreadable: readonly { readonly line: number; readonly why: string }[];
  readonly openQuestions: readonly OpenQuestion[];
  /** Lines whose search of orders ended with its budget. */
  readonly beyondBudget: readonly number[];
  /** The limits that held: lines looked ahead, steps of a search. */
  readonly limits: { readonly lookAhead: number; readonly steps: number };
  /** Ended by the caller before the end of the log. */
  readonly interrupted: boolean;
  /** Processes that lived when the log ended. */
  readonly running: readonly number[];
}

/** A step of the recording in the order that explains it; told in that order, when that order is settled. */
export interface ExplainedStep {
  /** The line that shows its result, and the one where it began. */
  readonly line: number;
  readonly entered: number;
  readonly seconds: number | undefined;
  /** The acting process. */
  readonly process: number;
  /** The command in the numbers of the log; `undefined` where the step is none (a thread, a program's name, something learnt). */
  readonly command: Command | undefined;
  /** The answer that the log shows, in its numbers; absent where the step is no command, or the log does not tell it. */
  readonly seen?: Answer | undefined;
  /** The program that was executed, where it was and the log tells. */
  readonly program: string | undefined;
  /** A signal that ended the process. */
  readonly signal: string | undefined;
  readonly before: State;
  readonly after: State;
  /** False where the line is unexplained and `after` follows what the log says. */
  readonly explained: boolean;
}

/** The progress of an explanation. */
export interface ExplanationProgress {
  readonly lines: number;
  readonly checked: number;
  readonly unexplained: number;
}
