// Holds the packed form of the job-control commands against the rules in every state of small bounds: many minutes.
// Usage: node properties/exploration/compare-packed.ts [NAME…]
import { JOB_CONTROL } from '../../src/model/job-control/specification.ts';
import { comparedSpace } from '../support/ruled-states.ts';
import { COMPARED_BOUNDS, packedJobControl } from './job-control-bounds.ts';

const PROGRESS_STATES = 10_000;

const asked = process.argv.slice(2);
const bounds = Object.entries(COMPARED_BOUNDS);
for (const name of asked)
  if (!Object.hasOwn(COMPARED_BOUNDS, name))
    throw new Error(`there is no bound "${name}": ${Object.keys(COMPARED_BOUNDS).join('; ')}`);
for (const [name, { bound, size }] of bounds) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const looked = (states: number): void => {
    if (states % PROGRESS_STATES === 0) process.stderr.write(`${name}: ${states} of ${size} states\n`);
  };
  const started = process.cpuUsage();
  const model = packedJobControl(bound);
  const { states, contradiction } = comparedSpace(JOB_CONTROL.linux, bound, model, { looked });
  if (contradiction !== undefined) throw new Error(`${name}: ${contradiction}`);
  if (states !== size) throw new Error(`${name}: ${states} states, and not ${size}`);
  const seconds = (process.cpuUsage(started).user / 1e6).toFixed(0);
  process.stdout.write(`${name}: the packed rules are the rules in all ${states} states (${seconds} s)\n`);
}
