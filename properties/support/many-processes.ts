// A trace that leaves many processes alive, some in sessions of their own: what the explorer has to draw and to offer then.

/** The sessions, beside the first one. */
const LEADERS = [2, 5, 9, 14, 20];

/** The text of a trace of a set that ends with so many living processes, each the parent of two. */
export function traceOfMany(set: 'hierarchy' | 'posix' | 'job-control', processes: number): string {
  const forks = Array.from({ length: processes - 1 }, (_, at) => `${(at >> 1) + 1} fork ${at + 2}`);
  const begins = set === 'hierarchy' ? 'create_session' : 'setsid';
  const sessions = LEADERS.filter((pid) => pid <= processes).map((pid) => `${pid} ${begins}`);
  return [`procession trace 1 ${set}`, ...forks, ...sessions, ''].join('\n');
}
