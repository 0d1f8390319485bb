// The look of the explorer, where it is not that of the viewer, whose drawings and steps it shows. Nothing is told by colour
// alone: a refused command has its reason under it, another future a sign.

export const EXPLORER_STYLE = `
.frame { max-width: 1560px; }
.choices-bar { display: flex; flex-wrap: wrap; gap: 10px 16px; align-items: center; margin-bottom: 18px; }
.choices-bar label { font-size: 13px; color: var(--quiet); display: inline-flex; gap: 7px; align-items: center; min-width: 0; }
.choices-bar label[hidden] { display: none; }
select, .typing input, #link { font: inherit; font-size: 14px; color: var(--ink); background: var(--card); border: 1px solid var(--firm); border-radius: 8px; padding: 0 8px; height: 34px; min-width: 0; max-width: 100%; }
.system-choice select { max-width: 320px; }
.actions { display: flex; flex-wrap: wrap; gap: 6px; margin-left: auto; }
.actions button, .file span, .typing button { background: var(--card); border: 1px solid var(--line); border-radius: 8px; height: 34px; padding: 0 12px; font-size: 13px; color: var(--ink); display: inline-flex; align-items: center; cursor: pointer; }
.actions button:hover, .file span:hover, .typing button:hover { border-color: var(--firm); }
.file { position: relative; }
.file input { position: absolute; inset: 0; width: 100%; height: 100%; opacity: 0; cursor: pointer; }
.file:focus-within span { outline: 2px solid var(--blue); outline-offset: 2px; }
#link { flex: 1 1 100%; font-family: var(--mono); }
.system-sentence, .note-line, .lacks { flex: 1 1 100%; font-size: 13px; color: var(--quiet); }
.lacks { margin: -8px 0 14px; }
.note-line:empty { display: none; }
.problem { flex: 1 1 100%; font-size: 14px; color: var(--red); background: var(--red-soft); border-radius: 8px; padding: 6px 12px; }
.problem::before { content: '! '; font-weight: 700; }

.explorer { display: grid; grid-template-columns: minmax(190px, 250px) minmax(0, 1fr) minmax(270px, 340px); grid-template-areas: 'line stage palette' 'legend legend legend'; gap: 24px; align-items: start; }
.sequence { grid-area: line; }
.stage { grid-area: stage; }
.palette { grid-area: palette; }
.legend-of { grid-area: legend; }
.legend { margin-top: 0; }
.lesson-list { grid-column: 1 / -1; }
.lesson-list button, .lesson button { background: var(--card); border: 1px solid var(--firm); border-radius: 8px; padding: 5px 12px; text-align: left; font-size: 14px; }
.lesson-list button:hover, .lesson button:hover { border-color: var(--blue); background: var(--blue-soft); }
.lesson-list ol { margin-top: 10px; padding: 0 0 0 1.8em; columns: 280px; column-gap: 36px; }
.lesson-list li { padding: 3px 0; break-inside: avoid; }
.lesson-list a, .lesson a { color: var(--blue); }
.lesson { background: var(--card); border: 1px solid var(--line); border-top: 3px solid var(--blue); border-radius: 12px; padding: 14px 20px 16px; margin-bottom: 16px; display: grid; gap: 10px; }
.lesson > * { max-width: 80ch; }
.lesson > .lesson-head { max-width: none; display: flex; flex-wrap: wrap; gap: 4px 14px; align-items: baseline; }
.lesson h2 { font-size: 18px; flex: 1 1 12em; }
.lesson h3 { font-size: 15px; }
#lesson-place { font-size: 13px; color: var(--quiet); }
.lesson ul { list-style: none; padding: 0; display: grid; gap: 6px; }
.lesson ul button { width: 100%; padding: 8px 12px; }
.lesson li.so, .lesson li.not-so { border: 1px solid var(--line); border-radius: 8px; padding: 7px 11px; }
.lesson li.not-so { border-style: dashed; color: var(--quiet); }
.so { color: var(--green); }
.lesson b.not-so { color: var(--red); }
.lesson li.so::before { content: '✓ '; font-weight: 700; }
.lesson li.not-so::before { content: '✗ '; }
#lesson-on:empty { display: none; }
.lesson [tabindex='-1'] { outline: 0; }
.stage:has(> .lesson:not([hidden])) { display: flex; flex-direction: column; }
.lesson:not([hidden]) { order: -3; }
.lesson:not([hidden]) ~ .sides { order: -2; margin-bottom: 16px; }
.commands.long li { content-visibility: auto; contain-intrinsic-height: auto 34px; }
.commands .branch { display: block; color: var(--quiet); font-size: 12px; padding: 2px 12px 4px 2.9em; }
.branch::before { content: 'or '; color: var(--blue); font-weight: 600; }

.typing { display: flex; gap: 8px; margin-bottom: 12px; }
.typing input { flex: 1; height: 38px; padding: 0 12px; font-family: var(--mono); }
.typing input::placeholder { color: var(--quiet); }
.typing button { height: 38px; padding: 0 18px; background: var(--blue); border-color: var(--blue); color: light-dark(#ffffff, #10131a); font-weight: 600; }
.changes { list-style: none; padding: 0; margin-top: 10px; display: flex; flex-wrap: wrap; gap: 5px 8px; }
.changes li { font-size: 13px; border: 1px solid var(--blue); border-radius: 6px; padding: 0 8px; background: var(--blue-soft); }
.changes li::before { content: '• '; color: var(--blue); font-weight: 700; }
.other-answers { margin-top: 10px; font-size: 14px; color: var(--quiet); display: flex; flex-wrap: wrap; gap: 6px; align-items: center; }
.other-answers button { background: none; border: 1px solid var(--firm); border-radius: 6px; padding: 0 8px; color: var(--ink); }
.reading { margin-top: 10px; font-size: 14px; border-left: 3px solid var(--firm); padding-left: 10px; }
.rule { margin-top: 10px; font-size: 14px; }
.rule summary { cursor: pointer; color: var(--quiet); width: max-content; max-width: 100%; }
.rule ol, .rule ul { padding: 6px 0 0 1.6em; color: var(--quiet); }
.rule .applies { color: var(--ink); }

.palette { position: sticky; top: 20px; }
.palette .viewer-title { padding-left: 0; }
.actor { display: flex; gap: 8px; align-items: center; color: var(--quiet); font-size: 13px; margin-bottom: 10px; }
.actor select { flex: 1; }
.offers { list-style: none; padding: 2px 6px 2px 2px; max-height: calc(100vh - 120px); overflow-y: auto; scrollbar-width: thin; display: flex; flex-direction: column; gap: 6px; }
.offer { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 4px 6px; display: flex; flex-wrap: wrap; gap: 4px 8px; align-items: center; content-visibility: auto; contain-intrinsic-height: auto 60px; }
.offer.refused, .offer.unissuable { background: none; border-style: dashed; }
.run { background: none; border: 0; border-radius: 6px; padding: 4px 6px; text-align: left; flex: 1 1 auto; }
.run:hover:not(:disabled) { background: var(--blue-soft); }
.run:disabled { cursor: default; }
.accepted .run code { font-weight: 600; }
.refused .run code, .unissuable .run code { color: var(--quiet); }
.choices { display: flex; flex-wrap: wrap; gap: 4px 8px; padding: 0 2px 2px 6px; }
.choices label { font-size: 12px; color: var(--quiet); display: inline-flex; gap: 4px; align-items: center; }
.choices select { height: 26px; font-size: 13px; border-radius: 6px; border-color: var(--line); padding: 0 2px; }
.why { flex: 1 1 100%; font-size: 12px; line-height: 1.4; color: var(--quiet); padding: 0 6px 3px; }
.sides .process { cursor: pointer; }

@container viewer (max-width: 1080px) {
  .explorer { grid-template-columns: minmax(180px, 220px) minmax(0, 1fr); grid-template-areas: 'line stage' 'palette palette' 'legend legend'; gap: 18px; }
  .palette { position: static; }
  .commands { max-height: min(calc(100vh - 90px), 640px); }
  .offers { max-height: none; overflow: visible; display: grid; grid-template-columns: repeat(auto-fill, minmax(270px, 1fr)); align-items: start; }
  .sides { grid-template-columns: minmax(0, 1fr); }
}
@container viewer (max-width: 656px) {
  .explorer { grid-template-columns: minmax(0, 1fr); grid-template-areas: 'stage' 'palette' 'line' 'legend'; }
  .stage { display: block; }
  .sequence { margin-top: 0; }
  .commands { max-height: none; }
  .actor { max-width: none; }
}
@media (max-width: 700px) {
  .actions { margin-left: 0; }
  .choices-bar label { flex: 1 1 100%; }
  .choices-bar .file { flex: none; }
  .choices-bar select { flex: 1; max-width: none; }
}
`;
