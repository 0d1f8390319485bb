// Changes the result of one line of a recording, many times, and counts how often the explanation notices, and names the line.
// Usage: npm run recordings:changes -- [N] [--seed SEED] [NAME…]
//   N     changes a recording, 200 unless said; of a small one as many as there are
//   NAME  recordings; all unless said
// Prints a table by call and one by recording, and what was missed or not named, each with its reason. Takes minutes.
import { parseArgs } from 'node:util';
import { recordingNames } from '../support/recorded-logs.ts';
import type { ChangeTrial } from './changed-recordings.ts';
import { changeTrials, MISS_REASONS } from './changed-recordings.ts';
import { CHANGED_CALLS } from './result-changes.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' } },
});
const [first = '200', ...others] = positionals;
const count = /^\d+$/.test(first) ? Number(first) : 200;
const named = /^\d+$/.test(first) ? others : positionals;

const trials: ChangeTrial[] = [];
for (const name of named.length > 0 ? named : recordingNames()) {
  const found = await changeTrials(name, count, Number(values.seed));
  trials.push(...found);
  process.stdout.write(`${row(name, found)}\n`);
}
process.stdout.write(
  '\n| call | changed | caught | named | caught with snapshots | named with snapshots |\n|---|---:|---:|---:|---:|---:|\n',
);
for (const call of CHANGED_CALLS) {
  const found = trials.filter(({ change }) => change.call === call);
  if (found.length > 0) process.stdout.write(`${row(`\`${call}\``, found)}\n`);
}
process.stdout.write(`${row('all', trials)}\n\n`);
for (const reason of [...Object.keys(MISS_REASONS), undefined]) {
  const missed = trials.filter((trial) => trial.reason === reason && !isClear(trial));
  if (missed.length === 0) continue;
  const sentence =
    reason === undefined ? 'for no known reason' : MISS_REASONS[reason as keyof typeof MISS_REASONS];
  const unseen = missed.filter(({ withSnapshots }) => !withSnapshots.caught).length;
  process.stdout.write(`${unseen} missed, ${missed.length - unseen} caught and not named: ${sentence}\n`);
  for (const { recording, change, withSnapshots } of missed) {
    const how = withSnapshots.caught ? 'not named' : 'missed';
    process.stdout.write(
      `  ${how}: ${recording}:${change.line} ${change.call} = ${change.was} → ${change.becomes}\n`,
    );
  }
}

function isClear({ alone, withSnapshots }: ChangeTrial): boolean {
  return [alone, withSnapshots].every((one) => one.caught && one.named);
}

function row(name: string, found: readonly ChangeTrial[]): string {
  const share = (holds: (trial: ChangeTrial) => boolean): string =>
    `${((100 * found.filter(holds).length) / found.length).toFixed(1)} %`;
  const cells = [
    name,
    found.length,
    share(({ alone }) => alone.caught),
    share(({ alone }) => alone.named),
    share(({ withSnapshots }) => withSnapshots.caught),
    share(({ withSnapshots }) => withSnapshots.named),
  ];
  return `| ${cells.join(' | ')} |`;
}
