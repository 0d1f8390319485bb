// Runs in the page. Reads the data of a timeline: who was where on which line, and what happened on it. Draws nothing.
import type { Changes, LifeData, TimelineData } from '../page-data.ts';

/** Something that happened to a process. `life`: the place of its life in the list. */
export interface Happening {
  readonly line: number;
  readonly life: number;
  readonly what: 'begins' | 'program' | 'session' | 'group' | 'parent' | 'subreaper' | 'end' | 'gone';
  readonly value: number;
}

/** The data with what is looked up in them. */
export interface Chronicle {
  readonly data: TimelineData;
  readonly lineCount: number;
  /** By line, from 0: seconds since the first line; empty where the log has no times. */
  readonly times: readonly number[];
  /** By line. */
  readonly happenings: readonly Happening[];
  /** The places of the lives that a pid had, the first one first. */
  readonly byPid: ReadonlyMap<number, readonly number[]>;
}

export interface GroupAt {
  readonly id: number;
  /** The places of the lives of its members. */
  readonly members: readonly number[];
}

export interface SessionAt {
  readonly id: number;
  readonly groups: readonly GroupAt[];
}

export function readChronicle(data: TimelineData): Chronicle {
  const times: number[] = [];
  if (data.pauses.length > 0) times.push(0, 0);
  for (const pause of data.pauses) times.push((times.at(-1) ?? 0) + pause / 1e6);
  const byPid = new Map<number, number[]>();
  const happenings: Happening[] = [];
  for (const [life, { pid }] of data.lives.entries()) {
    const places = byPid.get(pid);
    if (places === undefined) byPid.set(pid, [life]);
    else places.push(life);
    for (const happening of happeningsOf(data.lives[life], life)) happenings.push(happening);
  }
  happenings.sort((one, other) => one.line - other.line);
  return { data, lineCount: data.lines.length, times, happenings, byPid };
}

/** Not in the order of lines: one kind of happening after the other, each in that order. */
export function happeningsOf(life: LifeData, place: number): Happening[] {
  const { begins, parents, groups, sessions, programs, subreaper = [], end, gone } = life;
  const found: Happening[] = [{ line: begins, life: place, what: 'begins', value: life.by ?? 0 }];
  const add = (what: Happening['what'], changes: Changes, first: number): void => {
    for (let at = first; at < changes.length; at += 2)
      found.push({ line: changes[at], life: place, what, value: changes[at + 1] });
  };
  // The values that a process begins with are no changes.
  const inherited = life.by !== undefined && programs[0] === begins ? 2 : 0;
  add('program', programs, inherited);
  add('session', sessions, 2);
  add('group', groups, 2);
  add('parent', parents, 2);
  add('subreaper', subreaper, 0);
  if (end !== undefined) found.push({ line: end.line, life: place, what: 'end', value: 0 });
  if (gone !== undefined) found.push({ line: gone.line, life: place, what: 'gone', value: gone.by ?? 0 });
  return found;
}

/** The value that holds after a line; `undefined` before the first one. O(log changes). */
export function valueAtLine(changes: Changes, line: number): number | undefined {
  let low = 0;
  let high = changes.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (changes[middle * 2] <= line) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : changes[low * 2 - 1];
}

/** The place of the first item from `line` on, in a list that ascends by line. O(log items). */
export function placeOfLine(items: readonly { readonly line: number }[], line: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (items[middle].line < line) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The state of a process after a line. */
export function stateOfLife(life: LifeData, line: number): 'not yet' | 'running' | 'zombie' | 'gone' {
  if (life.begins > line) return 'not yet';
  if (life.gone !== undefined && life.gone.line <= line) return 'gone';
  return life.end !== undefined && life.end.line <= line ? 'zombie' : 'running';
}

/** The sessions after a line with their groups and the members of those, by their numbers, unknown ones last. O(lives). */
export function sessionsAt({ data }: Chronicle, line: number): readonly SessionAt[] {
  const sessions = new Map<number, Map<number, number[]>>();
  for (const [place, life] of data.lives.entries()) {
    const state = stateOfLife(life, line);
    if (state === 'not yet' || state === 'gone') continue;
    const session = valueAtLine(life.sessions, line) ?? data.outside;
    const group = valueAtLine(life.groups, line) ?? data.outside;
    const groups = sessions.get(session) ?? new Map<number, number[]>();
    sessions.set(session, groups);
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [place]);
    else members.push(place);
  }
  const ascending = <Value>(map: ReadonlyMap<number, Value>): [number, Value][] =>
    [...map].sort(([one], [other]) => one - other);
  return ascending(sessions).map(([id, groups]) => ({
    id,
    groups: ascending(groups).map(([group, members]) => ({
      id: group,
      members: members.sort((one, other) => data.lives[one].pid - data.lives[other].pid),
    })),
  }));
}

/** A number, or a question mark for what is outside and has shown none. */
export function idText({ data }: Chronicle, id: number): string {
  return id >= data.outside ? '?' : String(id);
}

/** The state in the notation that traces and reports have for it. */
export function notationOf(chronicle: Chronicle, sessions: readonly SessionAt[], line: number): string {
  const name = (id: number): string => idText(chronicle, id);
  return sessions
    .map(({ id, groups }) => {
      const inside = groups.map(({ id: group, members }) => {
        const processes = members.map((place) => {
          const life = chronicle.data.lives[place];
          const parent = valueAtLine(life.parents, line) ?? 0;
          const subreaper = valueAtLine(life.subreaper ?? [], line) === 1 ? 'r' : '';
          const zombie = stateOfLife(life, line) === 'zombie' ? 'z' : '';
          return `${life.pid}${parent === 0 ? '' : `<${name(parent)}`}${zombie}${subreaper}`;
        });
        return `g${name(group)}: ${processes.join(' ')}`;
      });
      // Two blanks in a row would not outlive the way of this function's text into the page.
      return `s${name(id)}{ ${inside.join(' '.repeat(2))} }`;
    })
    .join(' ');
}

/** The program that a process runs after a line, as far as the log tells. */
export function programAt({ data }: Chronicle, life: LifeData, line: number): string {
  const place = valueAtLine(life.programs, line);
  return place === undefined ? '' : data.programs[place];
}

/** The life that bears a pid after a line, else its last one before, else its first one; -1: nothing is known of it. */
export function lifeOfPid({ data, byPid }: Chronicle, pid: number, line: number): number {
  const places = byPid.get(pid) ?? [];
  let found = places.length === 0 ? -1 : places[0];
  for (const place of places) if (data.lives[place].begins <= line) found = place;
  return found;
}

/** A sentence of what happened. */
export function sentenceOf(chronicle: Chronicle, happening: Happening): string {
  const { what, value, line } = happening;
  const life = chronicle.data.lives[happening.life];
  const { pid } = life;
  const number = idText(chronicle, value);
  switch (what) {
    case 'begins':
      return value === 0 ? `Process ${pid} is first seen.` : `${number} makes process ${pid}.`;
    case 'program':
      return `${pid} executes ${chronicle.data.programs[value]}.`;
    case 'session':
      return value === pid ? `${pid} leads the new session ${pid}.` : `${pid} is in session ${number}.`;
    case 'group':
      return value === pid && valueAtLine(life.groups, line) === pid
        ? `${pid} leads the group ${pid}.`
        : `${pid} passes to group ${number}.`;
    case 'parent':
      return `${pid} passes to the parent ${value >= chronicle.data.outside ? 'outside' : number}.`;
    case 'subreaper':
      return value === 1 ? `${pid} becomes a subreaper.` : `${pid} stops being a subreaper.`;
    case 'end':
      return `${pid} ${life.end?.how ?? 'ends'}.`;
    case 'gone':
      return value === 0
        ? `${pid} is gone, and no line waits for it.`
        : `${number} waits for ${pid}, which is gone.`;
  }
}

/** `+0.532 s` after the first line; nothing where the log has no times. */
export function timeText({ times }: Chronicle, line: number): string {
  if (times.length === 0) return '';
  return `+${times[Math.min(line, times.length - 1)].toFixed(3)} s`;
}

/** The line on which most processes were there, the first of such; 0 of a log without processes. */
export function busiestLine({ happenings }: Chronicle): number {
  let [alive, most, found] = [0, 0, 0];
  for (const { line, what } of happenings) {
    if (what === 'begins') alive += 1;
    else if (what === 'gone') alive -= 1;
    if (alive > most) [most, found] = [alive, line];
  }
  return found;
}

/** The number of processes there after each of the lines that are asked for, which ascend. */
export function countsAt({ happenings }: Chronicle, lines: readonly number[]): number[] {
  let [next, alive] = [0, 0];
  return lines.map((line) => {
    let most = alive;
    for (; next < happenings.length && happenings[next].line <= line; next += 1) {
      const { what } = happenings[next];
      alive += what === 'begins' ? 1 : what === 'gone' ? -1 : 0;
      most = Math.max(most, alive);
    }
    return most;
  });
}
