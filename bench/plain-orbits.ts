// The plainest search of the core commands up to renaming of ids: objects, a Set of strings, all permutations tried,
// accepted commands only, no implementation beside it. What the real one is measured against.

interface Process {
  readonly parent: number;
  readonly group: number;
  readonly zombie: boolean;
}

interface State {
  /** By id. */
  readonly processes: readonly (Process | undefined)[];
  /** By id, the session of each live group. */
  readonly groups: readonly (number | undefined)[];
}

/** How many orbits there are at so many ids. */
export function countOrbits(ids: number): number {
  const all = Array.from({ length: ids }, (_, index) => index + 1);
  const renamings = permutations(all.slice(1)).map((order) => [0, 1, ...order]);
  const processes: (Process | undefined)[] = [];
  const groups: (number | undefined)[] = [];
  processes[1] = { parent: 0, group: 1, zombie: false };
  groups[1] = 1;
  const start: State = { processes, groups };
  const seen = new Set([canonical(start, all, renamings)]);
  let frontier: readonly State[] = [start];
  while (frontier.length > 0) {
    const next: State[] = [];
    for (const state of frontier) {
      for (const successor of successors(state, all)) {
        const text = canonical(successor, all, renamings);
        if (seen.has(text)) continue;
        seen.add(text);
        next.push(successor);
      }
    }
    frontier = next;
  }
  return seen.size;
}

function* successors(state: State, ids: readonly number[]): Generator<State> {
  const { processes, groups } = state;
  const isLiveSession = (id: number): boolean => groups.includes(id);
  for (const pid of ids) {
    const process = processes[pid];
    if (process === undefined) continue;
    if (process.zombie) {
      yield ended({ processes: withAt(processes, pid, undefined), groups });
      continue;
    }
    for (const child of ids) {
      if (processes[child] !== undefined || groups[child] !== undefined || isLiveSession(child)) continue;
      const forked = { parent: pid, group: process.group, zombie: false };
      yield { processes: withAt(processes, child, forked), groups };
    }
    if (groups[pid] === undefined) {
      const moved = withAt(processes, pid, { ...process, group: pid });
      if (!isLiveSession(pid)) yield ended({ processes: moved, groups: withAt(groups, pid, pid) });
      yield ended({ processes: moved, groups: withAt(groups, pid, groups[process.group]) });
    }
    for (const group of ids) {
      if (group === process.group || groups[group] === undefined || groups[group] !== groups[process.group])
        continue;
      yield ended({ processes: withAt(processes, pid, { ...process, group }), groups });
    }
    if (pid !== 1) {
      const orphaned = processes.map((other) => (other?.parent === pid ? { ...other, parent: 1 } : other));
      yield { processes: withAt(orphaned, pid, { ...process, zombie: true }), groups };
    }
  }
}

/** Groups without a member are gone, and with them their sessions. */
function ended({ processes, groups }: State): State {
  const live = groups.map((session, pgid) =>
    processes.some((process) => process?.group === pgid) ? session : undefined,
  );
  return { processes, groups: live };
}

function canonical(state: State, ids: readonly number[], renamings: readonly (readonly number[])[]): string {
  let least = '';
  for (const to of renamings) {
    const words: string[] = [];
    for (const id of ids) {
      const process = state.processes[id];
      const session = state.groups[id];
      const own =
        process === undefined
          ? '-'
          : `${to[process.parent]}.${to[process.group]}${process.zombie ? 'z' : ''}`;
      words[to[id] - 1] = `${own}/${session === undefined ? '' : to[session]}`;
    }
    const text = words.join(' ');
    if (least === '' || text < least) least = text;
  }
  return least;
}

function withAt<Value>(list: readonly Value[], index: number, value: Value): Value[] {
  const copy = list.slice();
  copy[index] = value;
  return copy;
}

function permutations(items: readonly number[]): readonly (readonly number[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((first) =>
    permutations(items.filter((item) => item !== first)).map((rest) => [first, ...rest]),
  );
}
