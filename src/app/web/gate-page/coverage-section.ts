// The coverage of commands, refusals and witnesses, of all checks together.
import { counted, grouped } from '../../../contract/format-numbers.ts';
import type { CommandEvidence, CoverageEvidence } from '../../gate/check-evidence.ts';
import { escaped } from '../components/document.ts';
import { compact } from './numbers.ts';
import type { Section } from './section.ts';

export function coverageSection(evidences: readonly CoverageEvidence[]): Section | undefined {
  if (evidences.length === 0) return undefined;
  const sets = [...Map.groupBy(evidences, ({ commandSet }) => commandSet)].map(([name, of]) => ({
    name,
    ...sumOf(of),
  }));
  const missing = sets.reduce((sum, set) => sum + missingIn(set).length, 0);
  return {
    id: 'coverage',
    title: 'Coverage of commands',
    note: missing === 0 ? 'all reached' : `${missing} never`,
    lead: 'All checks together. A refusal decides alone where nothing else would have refused the command, too.',
    body: sets.map(({ name, ...set }) => setOf(name, set)).join('\n'),
  };
}

interface Sum {
  readonly commands: ReadonlyMap<string, CommandEvidence>;
  readonly witnesses: ReadonlyMap<string, number>;
  readonly classes: ReadonlyMap<string, number>;
}

function sumOf(evidences: readonly CoverageEvidence[]): Sum {
  const commands = new Map<string, CommandEvidence>();
  const witnesses = new Map<string, number>();
  const classes = new Map<string, number>();
  const count = (sums: Map<string, number>, counts: Readonly<Record<string, number>>): void => {
    for (const [name, times] of Object.entries(counts)) sums.set(name, (sums.get(name) ?? 0) + times);
  };
  for (const each of evidences) {
    for (const [name, one] of Object.entries(each.commands))
      commands.set(name, added(commands.get(name), one));
    count(witnesses, each.witnesses);
    count(classes, each.classes ?? {});
  }
  return { commands, witnesses, classes };
}

function added(sum: CommandEvidence | undefined, one: CommandEvidence): CommandEvidence {
  if (sum === undefined) return one;
  const refusals = new Map(Object.entries(sum.refusals));
  for (const [name, { times, alone }] of Object.entries(one.refusals)) {
    const before = refusals.get(name);
    refusals.set(name, { times: times + (before?.times ?? 0), alone: alone + (before?.alone ?? 0) });
  }
  return {
    accepted: sum.accepted + one.accepted,
    refused: sum.refused + one.refused,
    refusals: Object.fromEntries(refusals),
  };
}

/** Whatever was never reached, by name. */
function missingIn({ commands, witnesses }: Sum): readonly string[] {
  return [
    ...[...commands].flatMap(([name, { accepted, refusals }]) => [
      ...(accepted === 0 ? [`${name} accepted`] : []),
      ...Object.entries(refusals).flatMap(([refusal, { times }]) =>
        times === 0 ? [`${name} refused ${refusal}`] : [],
      ),
    ]),
    ...[...witnesses].flatMap(([name, times]) => (times === 0 ? [name] : [])),
  ];
}

function setOf(name: string, sum: Sum): string {
  const missing = missingIn(sum);
  const most = Math.max(...[...sum.commands.values()].map(({ accepted, refused }) => accepted + refused), 1);
  const rows = [...sum.commands].map(([command, one]) => commandRow(command, one, most));
  const said =
    missing.length === 0
      ? '<p class="lead"><span class="standing pass" aria-hidden="true">✓</span>every command, refusal and witness was reached</p>'
      : `<p class="lead"><span class="standing inconclusive" aria-hidden="true">!</span>never reached: ${escaped(missing.join(', '))}</p>`;
  return `<section class="coverage" aria-label="Coverage of the ${escaped(name)} commands">
<h3>${escaped(name)}</h3>
${said}
<table class="rows commands-covered">
<thead><tr><th scope="col">command</th><th scope="col">accepted, refused</th><th scope="col">refused for</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
${countsOf(sum.witnesses, 'witness', 'witnesses')}
${countsOf(sum.classes, 'class of transitions', 'classes of transitions')}
</section>`;
}

function commandRow(name: string, { accepted, refused, refusals }: CommandEvidence, most: number): string {
  const share = (count: number): string => `${((count / most) * 100).toFixed(1)}%`;
  const words = Object.entries(refusals).map(([refusal, { times, alone }]) =>
    times === 0
      ? `<span class="pair flag"><span aria-hidden="true">! </span>${escaped(refusal)} never</span>`
      : `<span class="pair" title="${grouped(times)} times, ${grouped(alone)} alone">${escaped(refusal)} <span class="count">${compact(times)}</span>${alone === 0 ? ' <span class="aside">never alone</span>' : ''}</span>`,
  );
  const none =
    accepted === 0 ? '<span class="flag"><span aria-hidden="true">! </span>never</span>' : compact(accepted);
  return `<tr><th scope="row"><code>${escaped(name)}</code></th>
<td data-column="calls"><span class="measured"><span class="count" title="${grouped(accepted)} accepted, ${grouped(refused)} refused">${none} <span class="aside">+ ${compact(refused)}</span></span><span class="stacked" aria-hidden="true"><span style="--share:${share(accepted)}"></span><span class="refused-share" style="--share:${share(refused)}"></span></span></span></td>
<td data-column="refusals">${words.join(' ')}</td></tr>`;
}

/** Names with how often each was seen, those that never were first. */
function countsOf(counts: ReadonlyMap<string, number>, noun: string, plural: string): string {
  if (counts.size === 0) return '';
  const never = [...counts.values()].filter((times) => times === 0).length;
  const items = [...counts]
    .toSorted(([, a], [, b]) => Math.min(b, 1) - Math.min(a, 1))
    .toReversed()
    .map(
      ([name, times]) =>
        `<li>${times === 0 ? '<span class="flag"><span aria-hidden="true">! </span>never</span>' : `<span class="count" title="${grouped(times)}">${compact(times)}</span>`}<span>${escaped(name)}</span></li>`,
    );
  return `<details class="folded"${never > 0 ? ' open' : ''}><summary>${counted(counts.size, noun, plural)}${never > 0 ? `, ${never} never seen` : ', all seen'}</summary><ul class="witnesses">${items.join('')}</ul></details>`;
}
