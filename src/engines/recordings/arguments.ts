// The arguments of a call as a log writes them: numbers, flags and members of structures.
import type { Call } from './log-event.ts';
import type { SeenNumber } from './namespaces.ts';

const SIGCHLD = 17;

const NUMBER = /^(0x[\da-f]+|-?\d+)(?: \/\* (-?\d+) in strace's PID NS \*\/)?/;

/** A number, and the one of the tracer's namespace where the log tells it; `undefined` where it is none. */
export function numberIn(text: string | undefined): SeenNumber | undefined {
  const found = text === undefined ? null : NUMBER.exec(text);
  if (found === null) return undefined;
  const outer = found[2] === undefined ? undefined : Math.abs(Number(found[2]));
  // strace -e raw writes -1 as it is stored: 0xffffffff.
  const value = found[1].startsWith('0x') ? Number(BigInt.asIntN(32, BigInt(found[1]))) : Number(found[1]);
  return { value, outer };
}

/** The values of flags, which strace -X raw and -e raw write as numbers. */
const FLAGS: Readonly<Record<string, number>> = {
  CLONE_PARENT: 0x8000,
  CLONE_THREAD: 0x10000,
  CLONE_NEWPID: 0x20000000,
  WNOHANG: 1,
  WUNTRACED: 2,
  WSTOPPED: 2,
  WEXITED: 4,
  WCONTINUED: 8,
  WNOWAIT: 0x1000000,
  __WNOTHREAD: 0x20000000,
  __WALL: 0x40000000,
  __WCLONE: 0x80000000,
  SA_NOCLDWAIT: 2,
};

/** Whether a word stands among flags joined by `|`, or its value among their numbers. */
export function hasFlag(flags: string | undefined, flag: string): boolean {
  if (flags === undefined) return false;
  const at = flags.indexOf(flag);
  if (at < 0) return hasNumber(flags, flag);
  const [before, after] = [flags[at - 1], flags[at + flag.length]];
  const isWord = (letter: string | undefined): boolean => letter !== undefined && /\w/.test(letter);
  return (!isWord(before) && !isWord(after)) || flags.split(/[^\w]+/).includes(flag);
}

/** A signal stands in the last byte of the flags of clone. */
function hasNumber(flags: string, flag: string): boolean {
  if (!/(?:^|\|)\d/.test(flags)) return false;
  const bits = flags
    .split('|')
    .reduce((sum, word) => sum | (/^\d/.test(word) ? Number(/^\w+/.exec(word)?.[0] ?? 0) : 0), 0);
  return flag === 'SIGCHLD' ? (bits & 0xff) === SIGCHLD : (bits & (FLAGS[flag] ?? 0)) !== 0;
}

/** The value of a member of a structure: `si_pid=5` gives `5`, with the comment after it. */
export function memberIn(structure: string | undefined, name: string): string | undefined {
  if (structure === undefined) return undefined;
  const at = structure.search(new RegExp(`(^|[{, ])${name}=`));
  if (at < 0) return undefined;
  const from = structure.indexOf('=', at) + 1;
  let depth = 0;
  for (let index = from; index < structure.length; index += 1) {
    const letter = structure[index];
    if (letter === '{' || letter === '[' || letter === '(') depth += 1;
    else if (letter === '}' || letter === ']' || letter === ')') {
      if (depth === 0) return structure.slice(from, index);
      depth -= 1;
    } else if (letter === ',' && depth === 0) return structure.slice(from, index);
  }
  return structure.slice(from);
}

/** The argument that begins with a name and `=`, as clone's are written. */
export function namedArgument({ arguments: all }: Call, name: string): string | undefined {
  const found = all.find((one) => one.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}

/** Whether an argument is this constant: by its name, or as a number. */
export function isConstant(text: string | undefined, name: string, value: number): boolean {
  return text === name || (text !== undefined && numberIn(text)?.value === value);
}

/** Whether an argument is the signal SIGCHLD. */
export function isSigchld(text: string | undefined): boolean {
  return isConstant(text, 'SIGCHLD', SIGCHLD);
}

/** Whether the action of a signal ignores it. */
export function ignoresIn(action: string): boolean {
  return isConstant(memberIn(action, 'sa_handler'), 'SIG_IGN', 1);
}
