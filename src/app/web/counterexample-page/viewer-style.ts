// The look of the viewer of a counterexample. Nothing is told by colour alone: what differs has a sign and a thick line, a
// zombie a broken line, hatching and the word, what changed a dot, a handle, having executed and ignoring SIGCHLD a sign
// and a word. Widths are those of the place where it stands, not of the window.

export const VIEWER_STYLE = `
.viewer-frame { container: viewer / inline-size; }
.viewer { display: grid; grid-template-columns: minmax(240px, 300px) minmax(0, 1fr); gap: 24px; align-items: start; }
.viewer-title, .side-title { font-size: 13px; font-weight: 600; color: var(--quiet); }
.sequence { position: sticky; top: 20px; }
.viewer-title { padding: 0 0 8px 12px; }
.commands { list-style: none; padding: 1px 6px 2px 1px; max-height: calc(100vh - 90px); overflow-y: auto; scrollbar-width: thin; }
.commands button {
  display: grid; grid-template-columns: 2.1em minmax(0, 1fr); gap: 0 8px; width: 100%; text-align: left;
  background: none; border: 0; border-radius: 8px; padding: 5px 12px 5px 4px; position: relative;
}
.commands button:hover { background: var(--session); }
.commands button[aria-current] { background: var(--card); box-shadow: 0 0 0 1px var(--line), inset 3px 0 0 var(--blue); }
.commands .index { color: var(--quiet); text-align: right; font-size: 12px; line-height: 1.85; font-variant-numeric: tabular-nums; }
.commands .answer { grid-column: 2; font-size: 12px; color: var(--quiet); font-family: var(--mono); line-height: 1.35; }
.commands .refused { font-style: italic; }
.commands .failing code { font-weight: 700; color: var(--red); }
.commands .failing[aria-current] { box-shadow: 0 0 0 1px var(--line), inset 3px 0 0 var(--red); }
.commands .sign { color: var(--red); font-weight: 700; }

.controls { display: flex; align-items: center; gap: 10px; margin-bottom: 14px; flex-wrap: wrap; }
.controls button { background: var(--card); border: 1px solid var(--line); border-radius: 8px; min-width: 38px; height: 34px; padding: 0 10px; }
.controls button:hover:not(:disabled) { border-color: var(--firm); }
.controls button:disabled { opacity: .4; cursor: default; }
.slider { flex: 1 1 160px; accent-color: var(--blue); min-width: 120px; height: 34px; margin: 0; }
.place { font-size: 13px; color: var(--quiet); min-width: 7.5em; font-variant-numeric: tabular-nums; }
.to-failing:not(:disabled) { color: var(--red); }
.to-failing { font-size: 13px; }

.step { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 16px 20px; margin-bottom: 16px; min-height: 128px; }
.step.failing { border-color: var(--red); box-shadow: inset 0 3px 0 var(--red); }
.step-title { font-size: 18px; color: var(--ink); display: flex; flex-wrap: wrap; gap: 4px 14px; align-items: baseline; margin-bottom: 4px; }
.parts { color: var(--red); font-size: 13px; font-weight: 600; }
.sentence { max-width: 80ch; }
.answers { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 1px 14px; margin-top: 10px; font-size: 14px; }
.answers dt { color: var(--quiet); }
.answers .wanted { color: var(--green); font-weight: 600; }
.answers .had { color: var(--red); font-weight: 600; }
.answers .had::before { content: '≠ '; }
.need { color: var(--quiet); font-size: 13px; margin-top: 8px; }

.sides { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 16px; }
.sides.alone { grid-template-columns: minmax(0, 1fr); }
.side { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 14px 16px 16px; display: flex; flex-direction: column; min-width: 0; container-type: inline-size; }
.side-title { margin-bottom: 10px; display: flex; justify-content: space-between; gap: 12px; }
.agrees { display: none; font-weight: 400; white-space: nowrap; }
.sides.same .agrees { display: inline; }
.holder { display: flex; flex-direction: column; gap: 10px; flex: 1; }
.drawing { position: relative; display: flex; flex-wrap: wrap; align-items: flex-start; gap: 12px; }
.arrows { position: absolute; inset: 0; width: 100%; height: 100%; overflow: visible; pointer-events: none; }
.arrow { fill: none; stroke: var(--firm); stroke-width: 1.4; }
.head { fill: var(--firm); }
.arrow.touched { stroke: var(--blue); stroke-width: 2; } .head.touched { fill: var(--blue); }
.arrow.differs { stroke: var(--red); stroke-width: 2.4; stroke-dasharray: 6 3; } .head.differs { fill: var(--red); }

.session { flex: 1 1 auto; background: var(--session); border: 1px solid var(--line); border-radius: 10px; padding: 8px 10px 10px; }
.session > .label { margin-bottom: 7px; }
.groups { display: flex; flex-wrap: wrap; gap: 10px; }
.group { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 6px 10px 10px; flex: 1 1 auto; min-width: 84px; }
.label { font-size: 12px; color: var(--quiet); display: flex; gap: 8px; align-items: baseline; width: max-content; max-width: 100%; margin-bottom: 11px; padding-right: 3px; position: relative; z-index: 1; background: var(--session); white-space: nowrap; }
.group > .label { background: var(--card); }
.handle { border: 1px solid var(--firm); border-radius: 3px; padding: 0 5px; color: var(--ink); font-size: 11px; line-height: 1.45; }
.handle::before { content: '⚑ '; }
.members { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 26px 14px; align-items: stretch; justify-content: center; }
.members.arcs { padding-bottom: 15px; }
.process { position: relative; flex: 1 1 auto; max-width: 180px; display: grid; }
.chip {
  display: flex; flex-direction: column; align-items: center; justify-content: center; position: relative; z-index: 1;
  min-width: 44px; min-height: clamp(38px, 12cqi, 64px); padding: 3px 9px; border-radius: 9px;
  background: var(--card); border: 1.5px solid var(--firm); line-height: 1.25;
}
.pid { font-size: clamp(16px, 4.2cqi, 22px); font-weight: 600; }
.note { font-size: 11px; color: var(--quiet); white-space: nowrap; }
.note.executed, .note.ignores { border: 1px solid var(--firm); border-radius: 3px; padding: 0 5px; color: var(--ink); background: var(--card); margin-top: 2px; }
.note.ignores { border-style: dotted; border-width: 1.5px; }
.note.executed::before { content: '▸ '; }
.note.ignores::before { content: '⊘ '; }
.note.received, .note.waits { border: 1px solid var(--firm); border-radius: 3px; padding: 0 5px; color: var(--ink); background: var(--card); margin-top: 2px; }
.note.received { white-space: normal; text-align: center; }
.note.received::before { content: '↯ '; }
.note.waits::before { content: '… '; }
.stopped .chip { border-style: double; border-width: 4px; }
.stopped .pid::after { content: ' ‖'; font-weight: 400; }
.terminal { flex: 1 1 100%; border: 1px solid var(--line); border-radius: 3px; padding: 6px 10px; background: var(--card); display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: baseline; }
.terminal > .label { margin: 0; background: var(--card); }
.terminal > .label::before { content: '▭ '; white-space: pre; }
.terminal.touched > .label::before { content: '• ▭ '; }
.terminal.differs { border-color: var(--red); box-shadow: 0 0 0 1px var(--red); }
.terminal-facts { font-size: 13px; }
.foreground { border: 1px solid var(--firm); border-radius: 3px; padding: 0 5px; color: var(--ink); font-size: 11px; line-height: 1.45; }
.foreground::before { content: '▭ '; }
.woken { font-size: 13px; }
.woken::before { content: '▸ '; }
.zombie .chip {
  border-style: dashed;
  background: repeating-linear-gradient(135deg, var(--session) 0 4px, var(--card) 4px 9px);
}
.zombie .pid { font-weight: 400; }
.touched > .chip { border-color: var(--blue); background-color: var(--blue-soft); }
.zombie.touched > .chip { background: repeating-linear-gradient(135deg, var(--blue-soft) 0 4px, var(--card) 4px 9px); }
.touched > .chip::before, .touched > .label::before { content: '•'; color: var(--blue); font-weight: 700; line-height: 1; }
.touched > .chip::before { position: absolute; top: 2px; left: 5px; }
.differs > .chip { border: 2.5px solid var(--red); background-color: var(--red-soft); }
.session.differs, .group.differs { border-color: var(--red); box-shadow: 0 0 0 1px var(--red); }
.unlike { color: light-dark(#ffffff, #2b0f0d); background: var(--red); font: 700 11px/15px var(--mono); border-radius: 999px; width: 16px; height: 16px; text-align: center; flex: none; }
.chip .unlike { position: absolute; top: -8px; right: -8px; }
.empty { font-size: 13px; color: var(--quiet); font-style: italic; padding-bottom: 6px; }
.order { font-size: 13px; color: var(--quiet); }
.remark { font-size: 13px; color: var(--red); }
.remark::before { content: '! '; font-weight: 700; }
.notation { margin-top: auto; padding-top: 10px; border-top: 1px solid var(--line); color: var(--quiet); font-size: 12px; }

.findings { margin-top: 16px; background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 14px 20px 16px; }
.findings-title { margin-bottom: 6px; }
.differences { border-collapse: collapse; width: 100%; font-size: 14px; }
.differences th { text-align: left; font-weight: 500; color: var(--quiet); font-size: 12px; padding: 4px 16px 4px 0; border-bottom: 1px solid var(--line); vertical-align: bottom; }
.differences td { padding: 5px 16px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.differences tr:last-child td { border-bottom: 0; }
td.wanted, td.had { font-family: var(--mono); font-size: 13px; }
td.wanted { color: var(--green); } td.had { color: var(--red); font-weight: 600; }
.violations { padding-left: 0; list-style: none; margin-top: 6px; font-size: 14px; }
.violations li::before { content: '≠ '; color: var(--red); font-weight: 700; }

.legend { margin-top: 18px; font-size: 13px; color: var(--quiet); }
.legend summary { cursor: pointer; padding: 4px 0; width: max-content; }
.legend ul { list-style: none; padding: 12px 0 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(280px, 1fr)); gap: 12px 24px; }
.legend li { display: grid; grid-template-columns: 122px 1fr; gap: 12px; align-items: center; }
.legend .sample { justify-self: center; white-space: nowrap; }
.legend svg { width: 60px; height: 16px; overflow: visible; }
kbd { font: 12px var(--mono); border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 4px; padding: 0 5px; background: var(--card); white-space: nowrap; }

@container viewer (max-width: 936px) {
  .viewer { grid-template-columns: minmax(160px, 200px) minmax(0, 1fr); gap: 16px; }
  .viewer-title { padding-left: 4px; }
}
@container viewer (max-width: 656px) {
  .viewer { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .stage { display: contents; }
  .stage > * { order: -1; }
  .stage > .legend { order: 1; }
  .sequence { position: static; margin-top: 22px; }
  .commands { max-height: none; overflow: visible; }
  .commands li { break-inside: avoid; }
  .sides { grid-template-columns: minmax(0, 1fr); gap: 12px; }
  .sides.same .side + .side .holder { display: none; }
  .sides.same .side + .side-title { margin: 0; }
  .step { padding: 12px 14px; margin-bottom: 12px; min-height: 150px; }
  .step-title { font-size: 16px; }
  .side { padding: 10px 12px 12px; }
  .controls { position: sticky; top: 0; z-index: 3; background: var(--page); padding: 8px 0; margin: 0 0 6px; gap: 8px; }
  .place { order: 5; min-width: 0; }
  .to-failing { order: 6; margin-left: auto; height: 28px; }
  .controls button { height: 40px; min-width: 44px; }
  .findings { padding: 12px 14px; }
  .differences thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .differences tr { display: grid; grid-template-columns: 1fr; padding: 6px 0; border-bottom: 1px solid var(--line); }
  .differences tr:last-child { border-bottom: 0; }
  .differences td { border: 0; padding: 0; }
  .differences td.wanted::before { content: 'model  '; color: var(--quiet); white-space: pre; font-weight: 400; }
  .differences td.had::before { content: 'system '; color: var(--quiet); white-space: pre; font-weight: 400; }
}
@media print {
  .controls, .theme, .legend { display: none; }
  .viewer { grid-template-columns: minmax(0, 1fr); }
  .sequence { position: static; }
  .commands { max-height: none; overflow: visible; }
}
`;
