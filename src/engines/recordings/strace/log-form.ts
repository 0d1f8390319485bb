// The form in which a log of strace was written, and what is to be said of it where another form would have told more.
import { counted } from '../../../contract/format-numbers.ts';

export interface StraceLogForm {
  /** Lines bear the number of a process: each, those where several are followed, or none. */
  readonly numbers: 'each-line' | 'several' | 'none';
  /** Processes and threads that were made; not counted where each line has its number. */
  readonly made: number | undefined;
  /** Processes have asked for their end, and no line shows one. */
  readonly hidesEnds: boolean;
  /** Lines of the program's own output. */
  readonly foreign: { readonly lines: number; readonly first: number } | undefined;
}

/** Whether the log was written without -f: it has made children, and shows none. */
export function showsOneProcess({ numbers, made }: StraceLogForm): boolean {
  return numbers === 'none' && made !== undefined && made > 0;
}

/** Sentences for whoever has recorded the log. */
export function remarksOnForm(form: StraceLogForm): readonly string[] {
  const { made, hidesEnds, foreign } = form;
  const remarks: string[] = [];
  if (made !== undefined && showsOneProcess(form))
    remarks.push(
      `the log shows one process, and not the ${counted(made, 'child', 'children')} that it made: record with strace -f -o FILE, or join the files of strace -ff -o NAME with strace-log-merge NAME`,
    );
  if (hidesEnds)
    remarks.push(
      'the log shows no end of a process, so that what follows from one seems wrong: record without -qq, and with -e signal=all',
    );
  if (foreign !== undefined)
    remarks.push(
      `${counted(foreign.lines, 'line')}, the first of them line ${foreign.first}, ${foreign.lines === 1 ? 'is' : 'are'} taken for output of the program: record with strace -o FILE, which keeps the two apart`,
    );
  return remarks;
}
