// The arguments of a call as a log writes them: numbers, flags and members of structures.
import type { Call } from './log-event.ts';
import type { SeenNumber } from './namespaces.ts';

const NUMBER = /^(-?\d+)(?: \/\* (-?\d+) in strace's PID NS \*\/)?/;

/** A number, and the one of the tracer's namespace where the log tells it; `undefined` where it is none. */
export function numberIn(text: string | undefined): SeenNumber | undefined {
  const found = text === undefined ? null : NUMBER.exec(text);
  if (found === null) return undefined;
  const outer = found[2] === undefined ? undefined : Math.abs(Number(found[2]));
  return { value: Number(found[1]), outer };
}

/** Whether a word stands among flags joined by `|`. */
export function hasFlag(flags: string | undefined, flag: string): boolean {
  if (flags === undefined) return false;
  const at = flags.indexOf(flag);
  if (at < 0) return false;
  const [before, after] = [flags[at - 1], flags[at + flag.length]];
  const isWord = (letter: string | undefined): boolean => letter !== undefined && /\w/.test(letter);
  return (!isWord(before) && !isWord(after)) || flags.split(/[^\w]+/).includes(flag);
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
