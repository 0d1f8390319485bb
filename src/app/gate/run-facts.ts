// The facts that shards of one run share, and a gate with the one that it goes on with, by the words that sentences have for them.
import type { GateRun } from './gate.ts';

/** Everything of a run that decides its result, but for its system, its seed and its shards. */
export function runFacts(run: GateRun): Readonly<Record<string, string>> {
  const { procession, code, configuration, profile, base, only, threshold } = run;
  return {
    ...configuration,
    'version of procession': procession,
    'code of procession': code,
    profile,
    base: base ?? 'none',
    'list of checks': only?.join(' ') ?? 'all',
    'threshold of speed': threshold === undefined ? 'the usual' : String(threshold),
  };
}
