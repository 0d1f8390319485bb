// The gate's result as one HTML file that needs nothing else. Everything comes from the report as data, so that a page can
// be made of a report that was read from a file, or merged from several.
import type { GateReport } from '../../gate/gate.ts';
import { mergedClauses } from '../../gate/merged-evidence.ts';
import * as lanes from '../branches-page/client/lanes.ts';
import { LANES_STYLE } from '../branches-page/style.ts';
import * as arrows from '../components/arrows.ts';
import { BASE_STYLE } from '../components/base-style.ts';
import { documentOf } from '../components/document.ts';
import * as draw from '../components/draw.ts';
import { scriptOf } from '../components/script.ts';
import * as renew from '../components/renew.ts';
import * as theme from '../components/theme.ts';
import * as player from '../counterexample-page/client/player.ts';
import { VIEWER_STYLE } from '../counterexample-page/viewer-style.ts';
import { checksSection } from './checks-section.ts';
import { clausesSection } from './clauses-section.ts';
import * as copy from './client/copy.ts';
import * as gate from './client/gate.ts';
import * as matrix from './client/matrix.ts';
import type { CheckStory } from './embedded-viewer.ts';
import { coverageSection } from './coverage-section.ts';
import { headerOf, titleOfGate } from './header.ts';
import { matricesIn } from './matrix-data.ts';
import { matrixSection } from './matrix-section.ts';
import { performanceSection } from './performance-section.ts';
import { sectionOf } from './section.ts';
import { GATE_STYLE } from './style.ts';
import { trendSection } from './trend-section.ts';

export interface GatePageParts {
  readonly report: GateReport;
  /** By check: the counterexample that it failed with. */
  readonly stories: ReadonlyMap<string, CheckStory>;
  /** Reports of earlier runs, for the trend. */
  readonly earlier: readonly GateReport[];
}

/** The whole document. */
export function gatePageOf({ report, stories, earlier }: GatePageParts): string {
  const evidences = report.checks.map(({ evidence }) => evidence);
  const clauses = mergedClauses(evidences.flatMap((each) => each.clauses ?? []));
  const matrices = matricesIn(evidences, new Map(clauses.map(({ clause, title }) => [clause, title])));
  const checks = checksSection(report, stories);
  const sections = [
    checks.section,
    performanceSection(evidences.flatMap(({ performance }) => performance ?? [])),
    matrixSection(matrices),
    clausesSection(
      clauses,
      evidences.flatMap(({ killMatrix }) => killMatrix ?? []),
    ),
    coverageSection(evidences.flatMap(({ coverage }) => coverage ?? [])),
    trendSection(report, earlier),
  ].filter((section) => section !== undefined);
  return documentOf({
    title: titleOfGate(report),
    style: BASE_STYLE + VIEWER_STYLE + LANES_STYLE + GATE_STYLE,
    body: `<div class="frame gate">
${headerOf(report, sections)}
<main>
${sections.map(sectionOf).join('\n')}
</main>
</div>`,
    data: { viewers: checks.viewers.sequences, lanes: checks.viewers.lanes, matrices },
    script: scriptOf(
      [arrows, draw, renew, theme, player, lanes, copy, matrix, gate],
      'startGatePage(document, window);',
    ),
  });
}
