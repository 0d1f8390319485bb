// Damages recordings in one place, many times, and counts how often the explanation tells it, and where.
// Usage: npm run recordings:damages -- [N] [--seed SEED] [NAME…]
//   N     damages of each kind to a recording, 20 unless said
//   NAME  recordings; all unless said
// Prints a table by kind of damage and of line, and the reasons for which the others can be right. Takes minutes.
import { parseArgs } from 'node:util';
import { recordingNames } from '../support/recorded-logs.ts';
import type { DamageTrial } from './damaged-recordings.ts';
import { damageTrials } from './damaged-recordings.ts';
import type { DamageKind } from './damages.ts';
import { ALL_LINE_KINDS, DAMAGES } from './damages.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' } },
});
const [first = '20', ...others] = positionals;
const count = /^\d+$/.test(first) ? Number(first) : 20;
const named = /^\d+$/.test(first) ? others : positionals;
const kinds = Object.keys(DAMAGES) as readonly DamageKind[];

const trials: DamageTrial[] = [];
for (const name of named.length > 0 ? named : recordingNames()) {
  const before = trials.length;
  for (const kind of kinds) trials.push(...(await damageTrials(name, kind, count, Number(values.seed))));
  process.stderr.write(`${name}: ${trials.length - before}\n`);
}
process.stdout.write(
  '| damage | line | damaged | told | at its place | further on | with snapshots |\n|---|---|---:|---:|---:|---:|---:|\n',
);
for (const kind of kinds) {
  const ofKind = trials.filter((trial) => trial.kind === kind);
  const isDivided = kind !== 'lines lost' && kind !== 'cut in a line';
  for (const line of isDivided ? ALL_LINE_KINDS : [])
    printRow(
      kind,
      line,
      ofKind.filter(({ of }) => of === line),
    );
  if (!isDivided) printRow(kind, 'any', ofKind);
}
process.stdout.write('\n');
for (const reason of new Set(trials.map((trial) => trial.reason))) {
  const untold = trials.filter((trial) => trial.alone === undefined && trial.reason === reason);
  if (untold.length > 0)
    process.stdout.write(`${untold.length} not told: ${reason ?? 'for no known reason'}\n`);
  if (reason === undefined)
    for (const { recording, line, kind, of } of untold)
      process.stdout.write(`  ${recording}:${line} ${kind}: ${of}\n`);
}

function printRow(kind: string, of: string, found: readonly DamageTrial[]): void {
  if (found.length === 0) return;
  const share = (holds: (trial: DamageTrial) => boolean): string =>
    `${((100 * found.filter(holds).length) / found.length).toFixed(1)} %`;
  const cells = [
    kind,
    of,
    found.length.toLocaleString('en'),
    share(({ alone }) => alone !== undefined),
    share(({ alone }) => alone === 'there'),
    share(({ alone }) => alone === 'later'),
    share(({ withSnapshots }) => withSnapshots !== undefined),
  ];
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}
