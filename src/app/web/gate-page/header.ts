// The top of the gate's page: the verdict, the reason, what was judged, and the way to each part of the page.
import { counted, grouped } from '../../../contract/format-numbers.ts';
import type { CheckReport, GateReport } from '../../gate/gate.ts';
import { escaped } from '../components/document.ts';
import { duration, moment } from './numbers.ts';
import type { Section } from './section.ts';
import { standingSign, checkStanding, STANDINGS, standingWord } from './standing.ts';

/** The title of the document: the verdict and the system. */
export function titleOfGate({ verdict, system }: GateReport): string {
  return `${verdict}: ${system}`;
}

export function headerOf(report: GateReport, sections: readonly Section[]): string {
  const { verdict, reason, checks } = report;
  return `<header class="top">
<p class="kicker">procession gate</p>
<button id="theme" class="theme" type="button" hidden>Light or dark</button>
<div class="verdict ${verdict}">
${standingSign(verdict)}
<div>
<h1>${capital(standingWord(verdict))} <span class="of">${escaped(report.system)}</span></h1>
<p>${escaped(reason ?? 'every check that applies passed')}</p>
</div>
</div>
<ul class="tally" aria-label="Checks by verdict">${tallyOf(checks)}</ul>
<dl class="facts">
${factsOf(report)
  .map(([name, text]) => `<div><dt>${name}</dt><dd>${escaped(text)}</dd></div>`)
  .join('\n')}
</dl>
</header>
<nav class="parts-of-page" aria-label="Parts of this page"><ul>
${sections
  .map(
    ({ id, title, note }) =>
      `<li><a href="#${id}">${escaped(title)}<span class="much">${escaped(note)}</span></a></li>`,
  )
  .join('\n')}
</ul></nav>`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function tallyOf(checks: readonly CheckReport[]): string {
  return STANDINGS.flatMap((standing) => {
    const count = checks.filter((check) => checkStanding(check) === standing).length;
    return count === 0
      ? []
      : [`<li class="${standing}">${standingSign(standing)} <b>${count}</b> ${standingWord(standing)}</li>`];
  }).join('');
}

function factsOf(report: GateReport): readonly (readonly [string, string])[] {
  const { shards, base, only, threshold } = report;
  const commands = report.checks.reduce((sum, { evidence }) => sum + (evidence.totals?.['commands'] ?? 0), 0);
  const [{ of } = { of: 1 }] = shards;
  return [
    ['profile', report.profile],
    ['seed', String(report.seed)],
    ...(base === null ? [] : [['base', base] as const]),
    ...(only === undefined ? [] : [['only', only.join(', ')] as const]),
    ...(threshold === undefined ? [] : [['speed threshold', String(threshold)] as const]),
    ...(commands === 0 ? [] : [['work', counted(commands, 'command')] as const]),
    ['took', duration(report.elapsedMs)],
    ['began', moment(report.began)],
    ...(of === 1 ? [] : [['shards', `${grouped(shards.length)} of ${grouped(of)}`] as const]),
    ['procession', report.procession],
  ];
}
