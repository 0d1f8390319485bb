// The look of the table of systems, beside that of the gate's page. Every end has a sign of its own: none is told by colour alone.

export const SYSTEMS_STYLE = `
.key { list-style: none; padding: 0; margin-bottom: 14px; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 400px), 1fr)); gap: 4px 24px; font-size: 14px; }
.key li { display: grid; grid-template-columns: 22px minmax(0, 1fr); gap: 10px; align-items: baseline; color: var(--quiet); }
.sign { display: inline-grid; place-items: center; flex: none; width: 22px; height: 22px; border-radius: 6px; font: 700 13px/1 var(--mono); }
.sign.passed { color: var(--green); }
.sign.failed { color: light-dark(#fff, #2b0f0d); background: var(--red); }
.sign.deviates, .sign.inconclusive { color: var(--amber); }
.sign.inconclusive { border: 1px dashed currentColor; }
.sign.not-reached, .sign.not-asked { color: var(--quiet); }

.gate .scroller { max-height: min(84vh, 1000px); }
.systems { border-collapse: separate; border-spacing: 0; font-size: 13px; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
.systems thead th { position: sticky; top: 0; z-index: 2; background: var(--card); border-bottom: 1px solid var(--firm); vertical-align: bottom; padding: 10px 8px; font-weight: 500; }
.systems thead div { display: flex; flex-direction: column; align-items: center; gap: 5px; }
.systems .name { font: 12px/1.35 var(--mono); max-width: 150px; overflow-wrap: break-word; text-align: center; }
.systems .much { color: var(--quiet); font-size: 11px; font-weight: 400; }
.systems th:first-child { position: sticky; left: 0; z-index: 1; background: var(--card); text-align: left; font-weight: 400; border-right: 1px solid var(--line); }
.systems thead th:first-child { z-index: 3; padding-left: 14px; color: var(--quiet); }
.systems tbody th[scope='row'] { width: 380px; min-width: 380px; max-width: 380px; padding: 4px 14px 4px 54px; text-indent: -40px; }
.systems tbody th[scope='row'] b { display: inline-block; min-width: 36px; text-indent: 0; font-family: var(--mono); }
.systems tbody th[scope='row'] span { color: var(--quiet); }
.systems tbody tr > * { border-top: 1px solid var(--line); }
.systems .group-head th { position: static; background: var(--session); padding: 5px 14px; border-right: 0; }
.systems .group-head span { position: sticky; left: 14px; font-weight: 600; }
.systems td { min-width: 84px; text-align: center; padding: 2px 8px; white-space: nowrap; }
.systems td .count { color: var(--quiet); margin-left: 2px; display: inline-block; min-width: 3.4em; text-align: left; }
.systems td.failed { background: var(--red-soft); }
.systems td.failed a { display: inline-flex; align-items: center; gap: 6px; text-decoration: none; color: var(--red); font-weight: 600; padding: 1px 6px; border-radius: 6px; }
.systems td.failed a:hover { text-decoration: underline; }
.systems tbody tr:hover > td, .systems tbody tr:hover > th[scope='row'] { background-image: linear-gradient(#8882, #8882); }
.runs { list-style: none; padding: 0; margin-top: 12px; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 420px), 1fr)); gap: 14px 28px; }
.runs > li { display: grid; grid-template-columns: 22px minmax(0, 1fr); gap: 12px; }
.runs h3 { font: 600 14px/1.5 var(--mono); }
.runs ul { list-style: none; padding: 0; font-size: 14px; color: var(--quiet); }
.runs b { color: var(--ink); font-weight: 550; }
.runs .gap { color: var(--amber); }
@media (max-width: 1000px) {
  .systems tbody th[scope='row'] { width: 240px; min-width: 240px; max-width: 240px; }
}
@media (max-width: 700px) {
  .systems tbody th[scope='row'] { width: 128px; min-width: 128px; max-width: 128px; padding: 4px 8px; text-indent: 0; font-size: 12px; }
  .systems tbody th[scope='row'] b { display: block; }
  .systems tbody th[scope='row'] span { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; overflow-wrap: anywhere; }
  .systems td { min-width: 64px; padding: 2px 4px; }
  .systems .name { max-width: 96px; font-size: 11px; }
}
@media print {
  .gate .scroller { max-height: none; overflow: visible; }
}
`;
