// Runs in the page. Finds processes by number or by program.
import type { Chronicle } from './chronicle.ts';

/** The lives that a text is about: those of this number first, then those whose number begins so or whose programs contain it. */
export function livesFound({ data }: Chronicle, text: string): number[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const programs = new Set<number>();
  for (const [place, name] of data.programs.entries())
    if (name.toLowerCase().includes(wanted)) programs.add(place);
  const [exact, others]: [number[], number[]] = [[], []];
  for (const [place, life] of data.lives.entries()) {
    const pid = String(life.pid);
    if (pid === wanted) exact.push(place);
    else if (pid.startsWith(wanted) || life.programs.some((name, at) => at % 2 === 1 && programs.has(name)))
      others.push(place);
  }
  return [...exact, ...others];
}
