// The look of the page of a timeline. Nothing is told by colour alone: a group has its number in the column and in the bar, a
// zombie is hatched and called so, and each kind of change has a sign of its own.

/** The hues of groups, in degrees. */
const HUES: readonly number[] = [255, 60, 180, 310, 125, 20];

export const TIMELINE_STYLE = `
.frame { max-width: 1800px; padding: 22px 28px 40px; }
header { margin-bottom: 10px; }
h1 { font-size: 22px; max-width: none; }
.rules { display: flex; flex-wrap: wrap; gap: 2px 22px; max-width: none; font-size: 14px; }
.waiting { padding: 24px 0; color: var(--quiet); }
.aside { color: var(--quiet); font-size: 13px; font-weight: 400; }
.link { background: none; border: 0; padding: 0; color: var(--blue); text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 3px; }
.link:hover { text-decoration-thickness: 2px; }
${HUES.map((hue, index) => `.h${index} { --fill: light-dark(oklch(.915 .05 ${hue}), oklch(.37 .065 ${hue})); --edge: light-dark(oklch(.56 .13 ${hue}), oklch(.72 .11 ${hue})); }`).join('\n')}

.tools-frame { display: contents; }
.cursor-tools { position: sticky; top: 0; z-index: 5; background: var(--page); padding: 4px 0 6px; display: flex; align-items: flex-end; gap: 6px 18px; }
.tools-frame button:not(.link) { background: var(--card); border: 1px solid var(--line); border-radius: 8px; min-width: 34px; height: 32px; padding: 0 9px; font-size: 14px; }
.tools-frame button:hover:not(:disabled) { border-color: var(--firm); }
.tools-frame button:disabled { opacity: .45; cursor: default; }
.tools-frame button[aria-pressed='true'] { border-color: var(--blue); background: var(--blue-soft); }
.cursor-row { display: flex; align-items: flex-end; gap: 8px; flex: 1; min-width: 0; }
.track { flex: 1; min-width: 0; display: grid; }
.overview { width: 100%; height: 38px; cursor: pointer; display: block; }
.slider { width: 100%; margin: 0; height: 22px; accent-color: var(--blue); }
.curve { fill: light-dark(#cfd6e4, #39445a); stroke: none; }
.floor { stroke: var(--firm); }
.brush { fill: var(--blue-soft); stroke: var(--blue); stroke-width: 1; }
.brush.whole { display: none; }
.overview-mark { stroke: var(--firm); fill: none; stroke-width: 1.6; }
.overview-mark.unexplained { stroke: var(--red); }
.cursor { stroke: var(--blue); stroke-width: 1.5; }
.other-tools { display: flex; flex-wrap: wrap; gap: 8px 18px; align-items: center; padding: 4px 0 12px; }
.place { font-size: 14px; font-weight: 600; font-variant-numeric: tabular-nums; width: 11.5em; flex: none; line-height: 1.35; padding-bottom: 3px; }
.place > * { display: block; }
.tool-set { display: flex; align-items: center; gap: 4px; }
.fault-word { color: var(--red); font-size: 13px; font-weight: 600; padding: 0 4px; }
.find { position: relative; flex: 0 1 270px; }
.find input { font: inherit; font-size: 14px; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 8px; height: 32px; padding: 0 74px 0 10px; width: 100%; min-width: 120px; }
.found { position: absolute; right: 10px; top: 0; font-size: 12px; line-height: 32px; color: var(--quiet); background: var(--card); margin: 1px 0; height: 30px; white-space: nowrap; pointer-events: none; }
.find input::-webkit-search-cancel-button { display: none; }

.stage-frame { container: stage / inline-size; }
.stage { display: grid; gap: 14px; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); grid-template-areas: 'chart log' 'tree line' 'tree life'; grid-template-rows: auto auto 1fr; }
.chart { grid-area: chart; } .log-part { grid-area: log; } .line-panel { grid-area: line; } .tree-panel { grid-area: tree; } .life-panel { grid-area: life; }
.chart, .log-part, .panel { background: var(--card); border: 1px solid var(--line); border-radius: 12px; min-width: 0; overflow: hidden; }
.chart-head { display: flex; height: 24px; border-bottom: 1px solid var(--line); overflow: hidden; position: relative; }
.columns { position: absolute; left: 0; top: 0; display: flex; font-size: 11px; line-height: 24px; color: var(--quiet); background: var(--card); z-index: 1; }
.axis { flex: none; display: block; overflow: hidden; }
.tick { stroke: var(--line); } .tick-text { fill: var(--quiet); font-size: 11px; font-variant-numeric: tabular-nums; }
.rows, .log { position: relative; overflow-y: scroll; overflow-x: hidden; scrollbar-width: thin; height: clamp(264px, 42vh, 660px); }
.log { height: calc(clamp(264px, 42vh, 660px) + 24px); }
.rows, .log { contain: strict; }
.panel { contain: content; }
.rows:focus-visible, .log:focus-visible { outline-offset: -2px; }
.room { position: relative; overflow: hidden; }
.layer { position: absolute; left: 0; right: 0; }
.plot { position: absolute; top: 0; overflow: hidden; }
.band.s0 { fill: light-dark(#e9ebe3, #252a32); } .band.s1 { fill: light-dark(#dde4f2, #2b3447); }
.band-edge { stroke: var(--firm); stroke-width: 1; }
.chosen { fill: none; stroke: var(--blue); stroke-width: 1; stroke-dasharray: 2 3; }
.birth { stroke: light-dark(#b9bec6, #565e6b); stroke-width: 1; }
.bar { fill: var(--fill); stroke: var(--edge); stroke-width: 1; rx: 2px; }
.dead { fill: url(#hatching); stroke: var(--firm); stroke-width: 1; stroke-dasharray: 3 2; }
.hatch-ground { fill: var(--card); } .hatch { fill: var(--firm); }
.mark { fill: var(--ink); stroke: var(--card); stroke-width: 1; }
.mark.end { fill: none; stroke: var(--ink); stroke-width: 1.8; }
.mark.fault { fill: none; stroke: var(--red); stroke-width: 3; }
.mark.group { fill: var(--card); stroke: var(--ink); stroke-width: 1.5; }
.changed { fill: var(--blue); stroke: var(--card); stroke-width: 1.5; }
.in-bar { font: 11px var(--mono); fill: var(--ink); }
.in-bar.group { fill: light-dark(#454b56, #c6ccd6); }
.life { display: flex; align-items: center; height: 22px; font: 12px/22px var(--mono); font-variant-numeric: tabular-nums; white-space: nowrap; cursor: pointer; position: relative; border-right: 1px solid var(--line); background: var(--card); }
.life:hover { background: var(--session); }
.life[aria-selected='true'] { background: var(--blue-soft); box-shadow: inset 3px 0 0 var(--blue); }
.columns .sid, .columns .pgid, .life .sid, .life .pgid { width: 56px; flex: none; padding: 0 4px 0 7px; overflow: hidden; text-overflow: ellipsis; }
.life .sid, .life .pgid { align-self: stretch; border-left: 3px solid var(--firm); margin-left: 2px; font-size: 11px; color: var(--quiet); width: 54px; }
.life .pgid { border-left-color: var(--edge); }
.life .starts { margin-top: 3px; line-height: 16px; }
.life .pid, .columns .pid { padding-left: 4px; flex: none; }
.life .pid { font-size: 12px; font-weight: 600; margin-left: 4px; }
.life .program { color: var(--quiet); overflow: hidden; text-overflow: ellipsis; padding: 0 6px; }
.life.not-yet .pid, .life.gone .pid { font-weight: 400; color: var(--quiet); }
.life.zombie .pid { font-weight: 400; text-decoration: underline dashed; text-underline-offset: 3px; }
.chart.narrow .life .sid, .chart.narrow .life .pgid { width: 5px; padding: 0; }
.chart.narrow .columns .sid, .chart.narrow .columns .pgid { display: none; }
.chart.narrow .columns .pid { padding-left: 18px; }

.line { display: grid; grid-template-columns: 4.4em 1.3em minmax(0, 1fr); font: 12px/20px var(--mono); cursor: pointer; padding-right: 8px; white-space: nowrap; }
.line:hover { background: var(--session); }
.line-number { text-align: right; color: var(--quiet); font-variant-numeric: tabular-nums; }
.line-sign { text-align: center; color: var(--quiet); }

.line-text i { font-style: normal; color: var(--quiet); }
.line-text { overflow: hidden; text-overflow: ellipsis; font-size: 12px; }
.line-sentence { grid-column: 3; color: var(--quiet); overflow: hidden; text-overflow: ellipsis; font: 12px/20px inherit; font-style: italic; }
.line.unexplained .line-sign, .line.unexplained .line-number { color: var(--red); font-weight: 700; }
.line.unexplained .line-sentence { color: var(--red); }
.line.current { background: var(--blue-soft); box-shadow: inset 3px 0 0 var(--blue); }
.line.current .line-number { color: var(--ink); font-weight: 700; }

.panel { padding: 12px 16px 14px; }
.panel-title { font-size: 14px; font-weight: 600; display: flex; flex-wrap: wrap; gap: 2px 12px; align-items: baseline; margin-bottom: 6px; }
.line-panel { min-height: 128px; }
.line-panel.failing { border-color: var(--red); box-shadow: inset 0 3px 0 var(--red); }
.whole-line { display: block; font-size: 12px; line-height: 1.45; background: var(--session); border-radius: 6px; padding: 4px 8px; margin-bottom: 8px; max-height: 6.2em; overflow-y: auto; }
.verdict { margin-bottom: 4px; } .verdict.unexplained b { color: var(--red); }
.told { font-size: 14px; }
.tree-sessions { display: flex; flex-wrap: wrap; gap: 8px; align-items: flex-start; }
.tree-session { background: var(--session); border: 1px solid var(--line); border-radius: 9px; padding: 5px 10px 9px; flex: 1 1 auto; min-width: min(240px, 100%); }
.tree-name { font-size: 12px; color: var(--quiet); white-space: nowrap; }
.tree-group { display: grid; grid-template-columns: 88px minmax(0, 1fr); gap: 8px; align-items: baseline; padding: 4px 8px; background: var(--card); border: 1px solid var(--line); border-radius: 7px; margin-top: 5px; }
.tree-members { display: flex; flex-wrap: wrap; gap: 5px; }
.tree-process { background: var(--card); border: 1.5px solid var(--firm); border-radius: 7px; padding: 1px 8px; font-size: 13px; line-height: 1.5; }
.tree-process b { font-family: var(--mono); font-weight: 600; }
.tree-process .of { color: var(--quiet); font-family: var(--mono); font-size: 12px; }
.tree-process.zombie { border-style: dashed; background: repeating-linear-gradient(135deg, light-dark(#e6e8e2, #343a45) 0 3px, var(--card) 3px 8px); }
.tree-process.zombie b { font-weight: 400; }
.tree-process.changes { border-color: var(--blue); background-color: var(--blue-soft); }
.tree-process.changes::before { content: '• '; color: var(--blue); font-weight: 700; }
.tree-process[aria-pressed='true'] { box-shadow: 0 0 0 2px var(--blue); }
.tree-process .note { font-size: 11px; color: var(--quiet); margin-left: 6px; }
.tree-process:hover { border-color: var(--ink); }
.notation { display: block; border-top: 1px solid var(--line); margin-top: 10px; padding-top: 8px; color: var(--quiet); font-size: 12px; }
.empty { font-size: 13px; color: var(--quiet); font-style: italic; padding: 6px 12px; }
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 3px 14px; font-size: 14px; }
.facts dt { color: var(--quiet); }
.facts dd { font-variant-numeric: tabular-nums; }
.findings { margin-top: 18px; background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 12px 18px 14px; }
.findings ul { list-style: none; padding: 0; display: grid; gap: 8px; font-size: 14px; }
.answers { display: flex; flex-wrap: wrap; gap: 2px 16px; color: var(--quiet); font-size: 13px; }
.had { color: var(--red); font-weight: 600; } .wanted { color: var(--green); font-weight: 600; }
.clauses { border: 1px solid var(--line); border-radius: 4px; padding: 0 6px; font-size: 12px; color: var(--quiet); }

.legend { margin-top: 18px; font-size: 13px; color: var(--quiet); }
.legend summary { cursor: pointer; padding: 4px 0; width: max-content; }
.legend ul { list-style: none; padding: 10px 0 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(280px, 1fr)); gap: 10px 24px; }
.legend li { display: grid; grid-template-columns: 96px 1fr; gap: 12px; align-items: center; }
.legend .sample { justify-self: center; white-space: nowrap; }
kbd { font: 12px var(--mono); border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 4px; padding: 0 5px; background: var(--card); white-space: nowrap; }

@container stage (max-width: 1000px) {
  .stage { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); grid-template-areas: 'chart chart' 'log line' 'log tree' 'life tree'; grid-template-rows: auto auto auto 1fr; }
}
@container stage (max-width: 660px) {
  .stage { grid-template-columns: minmax(0, 1fr); grid-template-areas: 'chart' 'line' 'log' 'tree' 'life'; grid-template-rows: none; }
  .rows { height: 300px; } .log { height: 300px; }
  .tree-group { grid-template-columns: minmax(0, 1fr); gap: 3px; }
}
@media (max-width: 700px) {
  .frame { padding: 14px 12px 30px; }
  .cursor-tools { flex-direction: column; align-items: stretch; gap: 2px; padding-top: 6px; }
  .place { width: auto; padding: 0; } .place > * { display: inline; }
  .other-tools { gap: 8px 12px; }
  .rules { font-size: 13px; }
}
`;
