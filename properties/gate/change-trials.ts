// Puts each change into a clean worktree, runs the gate there against the version before the change, and compares what it says
// with what it should say.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunControl } from '../../src/contract/run-control.ts';
import { controlIn } from '../../src/contract/run-control.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import type { GateReport } from '../../src/app/gate/gate.ts';
import type { Change, ChangeKind } from './changes.ts';
import { CleanWorktree } from './clean-worktree.ts';
import { patched } from './patches.ts';
import { endGroupOf } from './process-group.ts';

/** The folder of the patches. */
export const CHANGES_FOLDER = 'properties/gate/changes';

/** The lines of the gate that judge speed alone: in time, and in work. */
const SPEED_LINES: readonly string[] = ['performance', 'counted-work'];

/** The gate's verdict on a change beside the one that it should give. */
export interface ChangeTrial {
  readonly name: string;
  readonly kind: ChangeKind;
  readonly expected: Verdict;
  /** `undefined` where the gate gave none. */
  readonly verdict: Verdict | undefined;
  /** Checks that failed or were inconclusive. */
  readonly notPassed: readonly string[];
  /** The sentence on what is not as it should be; `undefined` where all is. */
  readonly problem: string | undefined;
  readonly elapsedMs: number;
}

/** The trials so far, and the names of those left. */
export interface Trials {
  readonly tried: readonly ChangeTrial[];
  readonly left: readonly string[];
}

/** Told of each trial. */
export interface TrialControl extends Partial<RunControl<string>> {
  readonly ended?: (trial: ChangeTrial) => void;
}

/** The part of the gate's report that is judged. */
export type JudgedReport = Pick<GateReport, 'verdict' | 'reason'> & {
  readonly checks: readonly Pick<GateReport['checks'][number], 'name' | 'line' | 'verdict' | 'leftOut'>[];
};

const LOOK_MS = 100;

/** Tries each change, one after the other: what the gate measures would be disturbed by another one. */
export async function tryChanges(
  changes: Readonly<Record<string, Change>>,
  options: TrialControl = {},
): Promise<Trials> {
  const { stopped, progress, now } = controlIn<string>(options);
  const all = Object.entries(changes);
  const tried: ChangeTrial[] = [];
  for (const [index, [name, change]] of all.entries()) {
    if (stopped()) break;
    progress?.(`${index + 1} of ${all.length}: ${name}`);
    const began = now();
    const { report, said } = await gateOn(name, stopped);
    if (stopped()) break;
    const trial = { name, ...judgedTrial(change, report, said), elapsedMs: Math.round(now() - began) };
    tried.push(trial);
    options.ended?.(trial);
  }
  return { tried, left: all.slice(tried.length).map(([name]) => name) };
}

/** Compares a report of the gate with what it should be; `said` is told where there is none. */
export function judgedTrial(
  { kind }: Change,
  report: JudgedReport | undefined,
  said: string,
): Omit<ChangeTrial, 'name' | 'elapsedMs'> {
  const expected = kind === 'harmless' ? 'pass' : 'fail';
  const open = (report?.checks ?? []).filter(({ verdict, leftOut }) => verdict !== 'pass' && !leftOut);
  const notPassed = open.map(({ name }) => name);
  const failed = open.filter(({ verdict }) => verdict === 'fail');
  const isForSpeedAlone = failed.every(({ line }) => SPEED_LINES.includes(line));
  let problem: string | undefined;
  if (report === undefined) problem = `the gate must give a verdict: ${said}`;
  else if (report.verdict !== expected)
    problem = `the verdict must be ${expected}, and is ${report.verdict}${report.reason === null ? '' : ` (${report.reason})`}`;
  else if (kind === 'slow' && !isForSpeedAlone) problem = 'it must fail for its speed alone';
  else if (expected === 'fail' && kind !== 'slow' && isForSpeedAlone)
    problem = 'it must fail for what it does, and fails for its speed alone';
  return { kind, expected, verdict: report?.verdict, notPassed, problem };
}

async function gateOn(
  name: string,
  stopped: () => boolean,
): Promise<{ readonly report: JudgedReport | undefined; readonly said: string }> {
  using worktree = new CleanWorktree();
  const { root, beside } = worktree;
  const unfit = patched(root, CHANGES_FOLDER, name, 'on');
  if (unfit !== undefined) return { report: undefined, said: unfit };
  const file = join(beside, 'gate.json');
  const words = ['gate', '--profile', 'quick', '--base', 'HEAD', '--no-save', '--json', file];
  const child = spawn(process.execPath, ['src/app/cli/main.ts', ...words], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const watch = setInterval(() => {
    if (stopped()) endGroupOf(child);
  }, LOOK_MS);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => void (said += text));
  await new Promise((done) => void child.once('close', done));
  clearInterval(watch);
  try {
    return { report: JSON.parse(readFileSync(file, 'utf8')) as JudgedReport, said };
  } catch {
    // Its own words say more than the file that is not there.
    return { report: undefined, said: said.trim().split('\n').at(-1) ?? '' };
  }
}
