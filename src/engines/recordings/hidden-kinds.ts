// The kinds of lines that strace may have been told not to write, with what it has to be told so that it writes them.

/** Each kind of line: its name in a sentence, and how strace writes it. */
const KINDS = {
  setpgid: { lines: 'calls of setpgid', cure: '-e trace=setpgid' },
  setsid: { lines: 'calls of setsid', cure: '-e trace=setsid' },
  wait: { lines: 'waits for children', cure: '-e trace=%process' },
  subreaper: { lines: 'calls of prctl, which make subreapers', cure: '-e trace=prctl' },
  sigchld: { lines: 'calls of rt_sigaction, which ignore SIGCHLD', cure: '-e trace=rt_sigaction' },
  execve: { lines: 'calls of execve', cure: '-e trace=%process' },
  fork: { lines: 'calls that make processes', cure: '-e trace=%process' },
  children: { lines: 'what children do', cure: '-f' },
  end: { lines: 'the ends of processes', cure: '-e signal=all, and without -qq' },
  gone: { lines: 'how processes ended', cure: '-e signal=all, and without -qq' },
  stop: { lines: 'stops of processes', cure: '-e signal=all' },
  entry: { lines: 'the moments at which calls are entered', cure: 'no -z, -Z and -e status' },
  flags: { lines: 'the arguments of clone3', cure: 'no -e raw and no -e verbose' },
  status: { lines: 'what waits write', cure: 'no -e raw and no -e verbose' },
  descriptor: { lines: 'calls that give a descriptor to another file', cure: '-y' },
  reuse: { lines: 'processes outside that were given numbers anew', cure: '-f from the first of them' },
} as const;

export type HiddenKind = keyof typeof KINDS;

/** The kinds in words: what the log hides, and how strace shows it. */
export function hidingSentence(kinds: ReadonlySet<HiddenKind>): string {
  const found = [...kinds].map((kind) => KINDS[kind]);
  const cures = [...new Set(found.map(({ cure }) => cure))];
  return `the log hides ${listed(
    found.map(({ lines }) => lines),
    'or',
  )}: record with ${listed(cures, 'and')}`;
}

function listed(words: readonly string[], last: string): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;
}
