// The deeds of a recording: what each line that changes or asks something did, as the specification is asked about it.
import type { Answer, Command, Id } from '../../../contract/command.ts';
import type { HiddenKind } from '../hidden-kinds.ts';
import type { World } from '../world.ts';

/** The interval of a log in which a deed took effect: after the line of its entry, and not after that of its return. */
export interface LineSpan {
  readonly entered: number;
  /** Infinite where the log has not shown it. */
  readonly left: number;
}

/** The word of the specification where it does not explain a deed. */
export interface Objection {
  /** The answers that it allows, in the notation of traces. */
  readonly allowed: readonly string[];
  readonly clauses: readonly string[];
  /** The rest of a sentence that begins with the command: "is refused: …". */
  readonly because: string;
}

export interface Deed extends LineSpan {
  readonly text: string;
  readonly seconds: number | undefined;
  /** The acting process. */
  readonly process: Id;
  /** As the specification is asked about it, in the numbers of the log's first column. */
  readonly command: Command | undefined;
  readonly seen: Answer | undefined;
  /** The answer in words, where it has no form of the specification's. */
  readonly seenInWords?: string | undefined;
  /** Whether its result was asked about; what has none, or one that no rule is about, is not counted. */
  readonly checked: boolean;
  /** No line that the log may hide explains it, either. */
  readonly isCertain?: boolean;
  /** Kinds of lines that explain it if the log hides them, beside those that its command depends on. */
  readonly behind?: readonly HiddenKind[];
  /** It is about a terminal: as a sentence names it, and the numbers that it names. No command of the specification says it. */
  readonly terminal?: { readonly words: string; readonly numbers: readonly Id[] };
  /** Whether the log turns out to show that it is about the terminal it seems to be about; asked when the log has ended. */
  readonly isShownTerminal?: () => boolean;
  readonly program?: string | undefined;
  readonly signal?: string | undefined;
  /**
   * The worlds in which it had this result, the likeliest first; none where no rule explains it. More than one where the log
   * leaves something unknown.
   */
  readonly perform: (world: World) => readonly World[];
  /** The world as the log says that it went on, where no rule explains it. */
  readonly forced: (world: World) => World;
  readonly objection: (world: World) => Objection;
  /** A sentence where the result depends on something that the log does not show, so that any would have been right. */
  readonly leftOpen?: (world: World) => string | undefined;
  /** The number that its result shows, where that may be the first time. */
  readonly shows?: number | undefined;
  /** Its result shows that the process is told of its children, so that it does not ignore SIGCHLD. */
  readonly showsChildren?: boolean;
  /** No line tells of it: it is no step of the recording. */
  readonly isSilent?: boolean;
  /** The call did not return, since its caller was killed: whether it took effect, no line tells. */
  readonly mayBeUndone?: boolean;
  /** The world when it was entered, however long ago that was. */
  readonly atEntry?: World | undefined;
  /** The worlds after it where its result is not the one that the log shows, since its caller was killed as it returned. */
  readonly otherwise?: (world: World) => readonly World[];
  /** A number from before the recording that decides here, if the log has shown it. */
  readonly relies?: (world: World) => number | undefined;
}

/** Whether one deed took effect before another for certain. */
export function isBefore(one: LineSpan, other: LineSpan): boolean {
  return one.left < other.entered;
}

/** Whether a deed with this answer changes nothing, in whatever world it is done. */
export function onlyAsks({ command, seen, mayBeUndone, isSilent }: Deed): boolean {
  if (command === undefined || seen === undefined || mayBeUndone === true || isSilent === true) return false;
  if ('refused' in seen) return true;
  return command.name.startsWith('get') || command.name === 'kill' || seen.ok['pid'] === 0;
}
