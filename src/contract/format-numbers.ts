// Formats counts for reports: numbers with their thousands apart, and nouns in the singular or the plural.

/** A number with thousands apart: `12,345`. */
export function grouped(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** `1 run`, `2 runs`; a plural that is more than an `s` is given. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : plural}`;
}

/** The processes, groups and sessions of a state: `1 process, 1 group and 2 sessions`. */
export function countedState(processes: number, groups: number, sessions: number): string {
  return `${counted(processes, 'process', 'processes')}, ${counted(groups, 'group')} and ${counted(sessions, 'session')}`;
}
