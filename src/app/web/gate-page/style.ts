// The look of the gate's page. Verdicts have a sign and a word, cells a number, lines a shape: nothing is told by colour
// alone.

export const GATE_STYLE = `
:root {
  --green-soft: light-dark(#e6f3ea, #1d3527);
  --amber: light-dark(#8a5a00, #f0c060);
  --amber-soft: light-dark(#fdf3dc, #3b3017);
}
html { scroll-padding-top: 56px; }
.gate a { color: inherit; }
.gate h2 { font-size: 20px; font-weight: 620; letter-spacing: -.01em; line-height: 1.3; }
.gate h3 { font-size: 15px; font-weight: 600; line-height: 1.4; }
.gate .count { font-variant-numeric: tabular-nums; }
.aside, .gate .none { color: var(--quiet); font-size: 13px; }
.lead { color: var(--quiet); max-width: 84ch; margin-top: 2px; }

.standing { position: relative; display: inline-grid; place-items: center; flex: none; width: 22px; height: 22px; border-radius: 6px; font: 700 13px/1 var(--mono); border: 1px solid currentColor; }
.standing.pass { color: var(--green); background: var(--green-soft); }
.standing.fail { color: light-dark(#fff, #2b0f0d); background: var(--red); border-color: var(--red); }
.standing.inconclusive { color: var(--amber); background: var(--amber-soft); border-style: dashed; }
.standing.left-out, .standing.unjudged { color: var(--quiet); background: none; border-color: var(--line); }
.flag { color: var(--amber); font-weight: 600; white-space: nowrap; }

.top { margin-bottom: 20px; gap: 14px 24px; }
.verdict { grid-column: 1 / -1; display: flex; gap: 18px; align-items: center; border: 1px solid var(--line); border-left: 6px solid; border-radius: 12px; background: var(--card); padding: 18px 22px; }
.verdict.pass { border-left-color: var(--green); }
.verdict.fail { border-left-color: var(--red); }
.verdict.inconclusive { border-left-color: var(--amber); }
.verdict > .standing { width: 48px; height: 48px; border-radius: 12px; font-size: 26px; }
.verdict > div { min-width: 0; }
.verdict h1 { display: flex; flex-wrap: wrap; gap: 0 14px; align-items: baseline; font-size: 28px; max-width: none; }
.verdict .of { font: 400 17px/1.4 var(--mono); color: var(--quiet); }
.verdict p { margin-top: 2px; }
.tally { grid-column: 1 / -1; list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 8px 22px; }
.tally li { display: flex; gap: 8px; align-items: center; }
.facts { grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: 8px 28px; font-size: 14px; }
.facts dt { color: var(--quiet); font-size: 12px; }
.facts dd { font-variant-numeric: tabular-nums; }

.parts-of-page { position: sticky; top: 0; z-index: 8; background: var(--page); border-bottom: 1px solid var(--line); margin: 0 -32px; padding: 0 32px; }
.parts-of-page ul { list-style: none; padding: 0; display: flex; gap: 4px 24px; overflow-x: auto; scrollbar-width: none; }
.parts-of-page a { display: flex; gap: 7px; align-items: baseline; white-space: nowrap; text-decoration: none; padding: 12px 0 11px; border-bottom: 2px solid transparent; font-weight: 550; font-size: 14px; }
.parts-of-page a:hover { border-bottom-color: var(--firm); }
.parts-of-page .much { color: var(--quiet); font-weight: 400; font-size: 12px; }
.part { margin-top: 36px; min-width: 0; }
.part > h2 + .lead { margin-bottom: 14px; }

.checks { margin-top: 12px; border: 1px solid var(--line); border-radius: 12px; background: var(--card); }
.columns, .check > summary, .several > summary { display: grid; grid-template-columns: 22px minmax(120px, 210px) minmax(0, 1fr) 84px 78px 14px; gap: 2px 14px; align-items: baseline; padding: 9px 16px; }
.columns { color: var(--quiet); font-size: 12px; border-bottom: 1px solid var(--line); padding-block: 7px; }
.columns span:nth-child(n+4) { text-align: right; white-space: nowrap; }
.not-run { display: flex; gap: 14px; padding: 9px 16px; font-size: 14px; border-bottom: 1px solid var(--line); }
.check + .check, .several + .check, .check + .several, .several + .several, .several .check { border-top: 1px solid var(--line); }
.checks summary { cursor: pointer; list-style: none; }
.checks summary::-webkit-details-marker { display: none; }
.check > summary .standing, .several > summary .standing { align-self: start; }
.check > summary:hover, .several > summary:hover { background: var(--session); }
.checks > :last-child, .checks > :last-child > summary { border-bottom-left-radius: 11px; border-bottom-right-radius: 11px; }
.check > summary::after, .several > summary::after { content: ''; width: 7px; height: 7px; border: solid var(--quiet); border-width: 0 1.5px 1.5px 0; transform: rotate(45deg); align-self: start; margin-top: 6px; justify-self: end; grid-column: 6; grid-row: 1; }
.check[open] > summary::after, .several[open] > summary::after { transform: rotate(-135deg); margin-top: 10px; }
.left-out-checks > summary > span:nth-child(2) { grid-column: 2 / 6; color: var(--quiet); }
.checks h3 { font-size: 14px; }
.several .check > summary { padding-left: 34px; }
.several[open] > summary { background: var(--session); }
.outcome { color: var(--quiet); font-size: 14px; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
.check.fail .outcome { color: var(--ink); }
.check[open] .outcome { -webkit-line-clamp: none; }
.amount, .time { text-align: right; font-size: 13px; color: var(--quiet); font-variant-numeric: tabular-nums; white-space: nowrap; }
.amount .unit { display: none; }
.inside { padding: 4px 16px 18px 52px; display: grid; gap: 12px; grid-template-columns: minmax(0, 1fr); }
.check.fail .inside { padding-left: 16px; }
.check.fail > .inside { border-top: 1px solid var(--line); padding-top: 14px; }
.about { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 2px 16px; font-size: 14px; }
.about dt { color: var(--quiet); }
.copiable { display: flex; align-items: center; gap: 10px; background: var(--session); border: 1px solid var(--line); border-radius: 8px; padding: 4px 4px 4px 12px; width: fit-content; max-width: 100%; }
.copiable code { min-width: 0; }
.copiable code span { display: inline-block; max-width: 100%; }
.copiable code::before { content: '$ '; color: var(--quiet); }
.copy { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 3px 12px; min-height: 30px; min-width: 68px; font-size: 13px; flex: none; }
.copy:hover { border-color: var(--firm); }
.gate pre { font: 13px/1.5 var(--mono); background: var(--session); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; overflow: auto; max-height: 480px; overflow-wrap: normal; tab-size: 4; }
.folded > summary { cursor: pointer; color: var(--quiet); font-size: 14px; padding: 4px 0; width: fit-content; }
.folded > summary:hover { color: var(--ink); }
.folded[open] > summary { margin-bottom: 6px; }
.inside .rules { font-size: 14px; max-width: none; }
.embedded { background: var(--page); border: 1px solid var(--line); border-radius: 12px; padding: 16px; min-width: 0; }
.embedded .commands { max-height: 560px; }
.embedded .sequence { top: 60px; }

.races { display: grid; gap: 14px; }
.race, .multiple { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 12px 18px 10px; min-width: 0; }
.race figcaption { display: flex; flex-wrap: wrap; gap: 2px 18px; align-items: baseline; }
.told-verdict { display: inline-flex; gap: 8px; align-items: center; font-size: 14px; }
.race figcaption .count { font-size: 14px; }
.interval { display: block; overflow: visible; margin-top: 8px; }
.interval text { font: 11px var(--mono); fill: var(--quiet); text-anchor: middle; }
.interval .tick { stroke: var(--line); }
.interval .one { stroke: var(--firm); stroke-width: 1.5; }
.interval .beyond { fill: var(--red-soft); opacity: .55; }
.interval .limit { stroke: var(--red); stroke-width: 1.5; stroke-dasharray: 5 3; }
.interval .limit-name { fill: var(--red); }
.interval .block { fill: var(--firm); opacity: .75; }
.interval .range { fill: var(--green); fill-opacity: .3; stroke: var(--green); }
.interval .range.fail { fill: var(--red); fill-opacity: .35; stroke: var(--red); }
.interval .range.inconclusive { fill: var(--amber); fill-opacity: .25; stroke: var(--amber); stroke-dasharray: 4 2; }
.interval .estimate { stroke: var(--ink); stroke-width: 2.5; }

.matrix + .matrix { margin-top: 30px; }
.told { list-style: none; padding: 0; margin: 4px 0 10px; font-size: 14px; display: grid; gap: 4px; }
.told li { display: grid; grid-template-columns: 22px minmax(0, 1fr); gap: 10px; }
.tools { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center; margin-bottom: 8px; }
.find { flex: 1 1 260px; max-width: 420px; }
.find input { width: 100%; font: inherit; font-size: 14px; color: inherit; background: var(--card); border: 1px solid var(--firm); border-radius: 8px; padding: 0 12px; height: 38px; }
.find input::placeholder { color: var(--quiet); opacity: 1; }
.tools button { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 0 14px; height: 38px; font-size: 14px; }
.tools button:hover:not(:disabled) { border-color: var(--firm); }
.tools button:disabled { opacity: .45; cursor: default; }
.found { color: var(--quiet); font-size: 13px; }
.scroller { position: relative; overflow: auto; border: 1px solid var(--line); border-radius: 10px; background: var(--card); max-width: 100%; width: fit-content; overscroll-behavior-x: contain; }
.matrix .scroller { max-height: min(78vh, 860px); }
.kills { border-collapse: separate; border-spacing: 0; font-size: 12px; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
.kills thead { position: sticky; top: 0; z-index: 3; }
.kills thead th, .kills thead td { background: var(--card); }
.kills th:first-child { position: sticky; left: 0; z-index: 2; background: var(--card); text-align: left; font-weight: 400; width: 268px; min-width: 268px; max-width: 268px; padding: 0 10px; border-right: 1px solid var(--line); }
.kills .names th:first-child { vertical-align: bottom; padding-bottom: 8px; color: var(--quiet); }
.kills .names th:not(:first-child) { vertical-align: bottom; height: 92px; padding: 8px 0; font-weight: 500; }
.kills .names span { writing-mode: sideways-lr; white-space: nowrap; max-height: 160px; overflow: hidden; text-overflow: ellipsis; font-family: var(--mono); }
@supports not (writing-mode: sideways-lr) { .kills .names span { writing-mode: vertical-rl; transform: rotate(180deg); } }
.kills .sums th, .kills .sums td { color: var(--quiet); height: 24px; }
.kills .sums:last-child th, .kills .sums:last-child td { border-bottom: 1px solid var(--firm); }
.kills td { width: 38px; min-width: 38px; text-align: center; height: 26px; padding: 0; }
.kills .idle, .kills .sums .idle { color: var(--amber); }
.kills .sums:last-child .idle { font-weight: 700; }
.kills tbody td { border: 1px solid var(--card); border-width: 0 1px 1px 0; }
.kills tbody th { border-bottom: 1px solid var(--card); }
.kills .clause th, .kills .clause td { border-top: 1px solid var(--line); height: 36px; }
.kills tbody .clause th:first-child { padding: 0; }
.kills .clause button { display: grid; grid-template-columns: 12px fit-content(170px) minmax(0, 1fr) auto; gap: 8px; align-items: center; width: 100%; height: 36px; padding: 0 10px; background: none; border: 0; text-align: left; }
.kills .clause button::before { content: ''; width: 6px; height: 6px; border: solid var(--quiet); border-width: 0 1.5px 1.5px 0; transform: rotate(-45deg); }
.kills .clause button[aria-expanded='true']::before { transform: rotate(45deg); }
.kills .clause button:hover { background: var(--session); }
.clause-title, .kills .clause b { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.clause-title { color: var(--quiet); }
.kills .size { color: var(--quiet); }
.kills .mutant th { font-family: var(--mono); padding-left: 30px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.kills .mutant:hover th, .kills .mutant:hover td { background-image: linear-gradient(#8882, #8882); }
.kills .survivor th { color: var(--red); font-weight: 600; }
.s1, .h1 { background: light-dark(#eef3f0, #212c2d); }
.s2, .h2 { background: light-dark(#dee8e3, #273936); }
.s3, .h3 { background: light-dark(#c5d7cd, #2f4e43); }
.s4, .h4 { background: light-dark(#a8c3b5, #396553); }
.kills .alone { box-shadow: inset 0 0 0 2px var(--ink); font-weight: 700; }
.kills [data-cell]:focus-visible { outline-offset: -2px; position: relative; z-index: 1; }
.reading { position: sticky; bottom: 0; z-index: 4; background: var(--page); font-size: 14px; min-height: 3.6em; padding: 8px 2px 6px; }

.rows { border-collapse: collapse; width: 100%; background: var(--card); border: 1px solid var(--line); border-radius: 12px; border-spacing: 0; border-collapse: separate; font-size: 14px; }
.rows thead th { color: var(--quiet); font-weight: 500; font-size: 12px; text-align: left; padding: 7px 16px; }
.rows tbody th, .rows td { text-align: left; vertical-align: top; font-weight: 400; padding: 6px 16px; border-top: 1px solid var(--line); }
.rows .never th b { color: var(--amber); }
.clauses th:first-child { width: 36%; }
.clauses [data-column='decided'] { width: 16%; }
.clauses [data-column='mutants'] { width: 15%; }
.clauses tbody th span { color: var(--quiet); }
.measured { display: grid; grid-template-columns: 3.2em minmax(0, 1fr); gap: 12px; align-items: center; }
.measured .count { text-align: right; white-space: nowrap; }
.bar { height: 6px; border-radius: 3px; background: var(--session); position: relative; overflow: hidden; }
.bar::after { content: ''; position: absolute; inset: 0 auto 0 0; width: var(--share); background: var(--blue); }
.pair { display: inline-block; margin-right: 14px; }
.pair .count, td .aside { color: var(--quiet); font-size: 13px; }
.names > summary { cursor: pointer; width: fit-content; white-space: nowrap; }
.names > summary .standing { width: 18px; height: 18px; font-size: 11px; margin-right: 6px; }
.names ul { list-style: none; padding: 4px 0 0; font: 12px/1.6 var(--mono); }
.names b { color: var(--red); }
.coverage { margin-top: 14px; }
.coverage > h3 { margin-bottom: 2px; }
.coverage .lead { display: flex; gap: 10px; margin-bottom: 8px; font-size: 14px; }
.commands-covered th:first-child { width: 200px; }
.commands-covered [data-column='calls'] { width: 26%; }
.commands-covered .measured { grid-template-columns: 7.4em minmax(0, 1fr); }
.stacked { display: flex; height: 6px; border-radius: 3px; background: var(--session); overflow: hidden; }
.stacked span { width: var(--share); background: var(--blue); }
.stacked .refused-share { background: repeating-linear-gradient(135deg, var(--firm) 0 2px, transparent 2px 4px); }
.coverage .folded { margin-top: 10px; }
.witnesses { list-style: none; padding: 0; columns: 320px; column-gap: 32px; font-size: 14px; }
.witnesses li { display: grid; grid-template-columns: 62px minmax(0, 1fr); gap: 12px; break-inside: avoid; padding: 2px 0; }
.witnesses .count { text-align: right; color: var(--quiet); }

.verdicts { border-collapse: separate; border-spacing: 0; font-size: 14px; overflow-wrap: normal; }
.verdicts th, .verdicts td { padding: 5px 10px; text-align: center; }
.verdicts th:first-child { position: sticky; left: 0; background: var(--card); text-align: left; font-weight: 400; padding-left: 16px; white-space: nowrap; z-index: 1; }
.verdicts tbody tr > * { border-top: 1px solid var(--line); }
.when { font-size: 11px; color: var(--quiet); font-weight: 400; display: block; white-space: nowrap; font-variant-numeric: tabular-nums; }
.history + .aside { margin-top: 6px; }
.multiples { display: grid; grid-template-columns: repeat(auto-fill, minmax(250px, 1fr)); gap: 14px; margin-top: 14px; }
.multiple figcaption { display: flex; justify-content: space-between; gap: 12px; font-size: 14px; align-items: baseline; }
.multiple { display: flex; flex-direction: column; }
.multiple figcaption span { color: var(--quiet); }
.multiple figcaption b { white-space: nowrap; }
.multiple svg { display: block; overflow: visible; margin: auto 0 4px; flex: none; }
.multiple .course { stroke: var(--blue); stroke-width: 1.8; }
.multiple .whisker { stroke: var(--firm); stroke-width: 1.4; }
.multiple .limit { stroke: var(--red); stroke-dasharray: 5 3; }
.multiple .run { fill: var(--card); stroke: var(--blue); stroke-width: 1.8; }
.multiple .run.latest { fill: var(--blue); }

@media (max-width: 1000px) {
  .parts-of-page { margin: 0 -22px; padding: 0 22px; }
  .columns { display: none; }
  .check > summary, .several > summary { grid-template-columns: 22px minmax(0, 1fr) auto minmax(72px, auto) 12px; }
  .check > summary::after, .several > summary::after { grid-column: 5; }
  .left-out-checks > summary > span:nth-child(2) { grid-column: 2 / 5; }
  .checks h3 { grid-column: 2; grid-row: 1; }
  .amount { grid-column: 3; grid-row: 1; }
  .amount .unit { display: inline; }
  .time { grid-column: 4; grid-row: 1; }
  .outcome { grid-column: 2 / 5; grid-row: 2; }
  .clauses .measured { grid-template-columns: 1fr; }
  .clauses .bar { display: none; }
  .clauses [data-column='decided'], .clauses thead th:nth-child(2) { text-align: right; width: 11%; }
  .clauses [data-column='mutants'] { width: 22%; }
}
@media (max-width: 700px) {
  .parts-of-page { margin: 0 -14px; padding: 0 14px; }
  .parts-of-page a { padding: 13px 0 12px; }
  .part { margin-top: 28px; }
  .verdict { padding: 14px 14px; gap: 14px; align-items: flex-start; }
  .verdict > .standing { width: 38px; height: 38px; border-radius: 10px; font-size: 20px; }
  .verdict h1 { font-size: 22px; }
  .verdict .of { font-size: 14px; }
  .facts { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px 16px; }
  .check > summary, .several > summary { grid-template-columns: 22px minmax(0, 1fr) auto 12px; padding: 10px 12px; gap: 2px 10px; }
  .check > summary::after, .several > summary::after { grid-column: 4; }
  .left-out-checks > summary > span:nth-child(2) { grid-column: 2 / 4; }
  .time { grid-column: 3; }
  .amount { grid-column: 2 / 5; grid-row: 3; text-align: left; }
  .several .check > summary { padding-left: 20px; }
  .inside, .check.fail .inside { padding: 12px; }
  .about { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .about dd { margin-bottom: 6px; }
  .copiable { width: auto; }
  .copy { min-height: 40px; margin-left: auto; }
  .embedded { padding: 0; border: 0; background: none; }
  .embedded .controls { top: 46px; background: var(--card); }
  .race, .multiple { padding: 12px; }
  .kills th:first-child { width: 148px; min-width: 148px; max-width: 148px; }
  .clause-title { display: none; }
  .kills .clause button { grid-template-columns: 12px minmax(0, 1fr) auto; }
  .kills .mutant th { padding-left: 10px; font-size: 11px; }
  .tools button, .find input { height: 42px; }
  .find { max-width: none; }
  .rows thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .rows, .rows tbody, .rows tr, .rows td, .rows tbody th { display: block; width: auto !important; }
  .rows tr { padding: 9px 12px; border-top: 1px solid var(--line); }
  .rows tbody tr:first-child { border-top: 0; }
  .rows tbody th, .rows td, .clauses [data-column='decided'] { border: 0; text-align: left; padding: 1px 0; }
  .clauses .measured { grid-template-columns: 3.2em minmax(0, 1fr); }
  .clauses .bar { display: block; }
  .folded > summary, .names > summary { padding: 8px 0; }
}
@media print {
  .parts-of-page, .tools, .copy { display: none !important; }
  .matrix .scroller { max-height: none; }
}
`;
