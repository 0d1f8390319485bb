// The checks: what each asks, what came of it, and for those that failed the report, the line that replays it and the
// viewer.
import { counted, grouped } from '../../../contract/format-numbers.ts';
import type { CheckReport, GateReport } from '../../gate/gate.ts';
import { escaped } from '../components/document.ts';
import { copiable, embeddedViewer, foldedText, textOf } from './embedded-viewer.ts';
import type { CheckStory, Viewers } from './embedded-viewer.ts';
import { compact, duration } from './numbers.ts';
import type { Section } from './section.ts';
import type { CheckStanding } from './standing.ts';
import { standingSign, checkStanding, STANDINGS } from './standing.ts';

/** So many checks of one line that pass are folded together. */
const FOLDED_LEAST = 5;

/** The section, and what its viewers show. */
export function checksSection(
  { checks, notRun }: Pick<GateReport, 'checks' | 'notRun'>,
  stories: ReadonlyMap<string, CheckStory>,
): { readonly section: Section; readonly viewers: Viewers } {
  const viewers: Viewers = { sequences: [], lanes: [] };
  const groups = STANDINGS.map((standing) => ({
    standing,
    of: checks.filter((check) => checkStanding(check) === standing),
  })).filter(({ of }) => of.length > 0);
  const rows = groups.map(({ standing, of }) => {
    const written = (some: readonly CheckReport[]): string =>
      some.map((check) => checkOf(check, standing, stories.get(check.name), viewers)).join('\n');
    if (standing === 'left-out')
      return aside(
        standing,
        of.length,
        'left out: not for this system, or its tools are missing here',
        written(of),
      );
    if (standing === 'unjudged')
      return aside(standing, of.length, 'not judged, since another came to no end first', written(of));
    if (standing !== 'pass') return written(of);
    const lines = [...Map.groupBy(of, ({ line }) => line)];
    return lines
      .map(([line, some]) =>
        some.length < FOLDED_LEAST ? written(some) : passedTogether(line, some, written(some)),
      )
      .join('\n');
  });
  const section = {
    id: 'checks',
    title: 'Checks',
    note: grouped(checks.length),
    lead: '',
    body: `<div class="checks">
<p class="columns" aria-hidden="true"><span></span><span>check</span><span>outcome</span><span>commands</span><span>time</span></p>
${notRunRow(notRun)}${rows.join('\n')}
</div>`,
  };
  return { section, viewers };
}

function notRunRow(names: readonly string[]): string {
  return names.length === 0
    ? ''
    : `<p class="not-run">${standingSign('inconclusive')}<span><b>not run</b>, since the gate was interrupted: ${escaped(names.join(', '))}</span></p>\n`;
}

function passedTogether(line: string, checks: readonly CheckReport[], items: string): string {
  const elapsedMs = checks.reduce((sum, check) => sum + check.elapsedMs, 0);
  return `<details class="several"><summary>${standingSign('pass')}<h3>${escaped(line)}</h3><span class="outcome">${counted(checks.length, 'check')} passed</span><span class="amount"></span><span class="time">${duration(elapsedMs)}</span></summary>
${items}
</details>`;
}

function aside(standing: CheckStanding, count: number, words: string, items: string): string {
  return `<details class="several left-out-checks"><summary><span class="standing ${standing}" aria-hidden="true">–</span><span>${counted(count, 'check')} ${words}</span></summary>
${items}
</details>`;
}

/** A check that failed is open from the beginning. */
function checkOf(
  check: CheckReport,
  standing: CheckStanding,
  story: CheckStory | undefined,
  viewers: Viewers,
): string {
  const { name, sentence, evidence, elapsedMs } = check;
  const commands = evidence.totals?.['commands'];
  return `<details class="check ${standing}"${standing === 'fail' ? ' open' : ''}>
<summary>${standingSign(standing)}<h3>${escaped(name)}</h3><span class="outcome">${escaped(sentence)}</span><span class="amount"${commands === undefined ? '' : ` title="${counted(commands, 'command')}"`}>${commands === undefined ? '' : `${compact(commands)}<span class="unit"> commands</span>`}</span><span class="time">${duration(elapsedMs)}</span></summary>
<div class="inside">
${aboutOf(check)}
${counterexampleOf(check, story, viewers)}
</div>
</details>`;
}

function aboutOf({ question, budget, evidence }: CheckReport): string {
  const { commands: _, ...others } = evidence.totals ?? {};
  const totals = Object.entries(others).map(([name, count]) => `${name} ${grouped(count)}`);
  const facts = [
    ['asks', question],
    ['budget', budget === 0 ? 'no command' : `at most ${counted(budget, 'command')}`],
    ...(totals.length === 0 ? [] : [['counted', totals.join(' · ')]]),
  ];
  return `<dl class="about">${facts.map(([name, text]) => `<dt>${name}</dt><dd>${escaped(text)}</dd>`).join('')}</dl>`;
}

function counterexampleOf(check: CheckReport, story: CheckStory | undefined, viewers: Viewers): string {
  const { report, counterexample } = check;
  const { replay = null, trace = null } = counterexample ?? {};
  const parts = [
    ...(replay === null ? [] : [copiable(replay)]),
    ...(story === undefined ? [] : [embeddedViewer(story, viewers)]),
    ...(report === null ? [] : [reportOf(report, story === undefined)]),
    ...(trace === null ? [] : [foldedText('The trace, to be kept', trace)]),
  ];
  return parts.join('\n');
}

function reportOf(report: string, isAll: boolean): string {
  return isAll ? textOf(report) : foldedText('The report as text', report);
}
