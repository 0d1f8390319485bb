// The look of the lanes and of the list of orders. Nothing is told by colour alone: a step has a box, a command that goes on
// a line, one that waits a dotted line and the word, a preemption and a lock their words.

export const LANES_STYLE = `
.branches { display: grid; grid-template-columns: minmax(0, 11fr) minmax(0, 10fr); gap: 28px; align-items: start; }
.lanes-frame { max-height: max(320px, calc(100vh - 190px)); overflow-y: auto; scrollbar-width: thin; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.lanes { width: 100%; border-collapse: separate; border-spacing: 0; table-layout: fixed; }
.lanes thead th { position: sticky; top: 0; z-index: 2; background: var(--card); }
.lanes thead th { font-size: 13px; font-weight: 600; color: var(--quiet); text-align: left; padding: 8px 8px 8px 14px; border-bottom: 1px solid var(--line); }
.lanes th:first-child { width: 56px; padding: 0 4px 0 8px; text-align: right; font-weight: 400; }
.lanes thead th:first-child { font-size: 12px; }
.lanes tbody th { vertical-align: top; padding-top: 5px; }
.lanes tbody button { background: none; border: 0; border-radius: 6px; color: var(--quiet); font-size: 12px; min-width: 30px; padding: 4px 6px; text-align: right; font-variant-numeric: tabular-nums; }
.lanes tbody button:hover { background: var(--session); color: var(--ink); }
.lanes td { padding: 0 8px 0 14px; vertical-align: top; height: 38px; position: relative; }
.lanes td.in-command::before, .lanes td.waits::before, .lanes td.acts::before {
  content: ''; position: absolute; left: 20px; top: 0; bottom: 0; border-left: 2px solid var(--firm);
}
.lanes td.waits::before { border-left-style: dotted; border-left-width: 3px; }
.lanes td.acts.begins::before { top: 16px; }
.lanes td.acts:not(.goes-on)::before { bottom: auto; height: 16px; }
.lanes td.acts.begins:not(.goes-on)::before { display: none; }
.act { position: relative; z-index: 1; display: inline-flex; flex-wrap: wrap; gap: 2px 8px; align-items: baseline; background: var(--card); border: 1px solid var(--firm); border-radius: 8px; padding: 3px 9px; margin: 3px 0; font-size: 14px; max-width: 100%; }
.line { padding: 7px 0 0 18px; display: flex; flex-wrap: wrap; gap: 2px 8px; font-size: 12px; color: var(--quiet); }
.calls b, .order-commands b { font-weight: 600; color: var(--quiet); font-size: 12px; font-variant-numeric: tabular-nums; }
.calls code { font-weight: 600; }
.point { color: var(--quiet); font-family: var(--mono); font-size: 13px; }
.answers-with { color: var(--ink); }
.lock { border: 1px solid var(--firm); border-radius: 3px; padding: 0 5px; font-size: 11px; line-height: 1.5; color: var(--ink); background: var(--session); align-self: center; }
.preempts { border-radius: 3px; padding: 0 5px; font-size: 11px; line-height: 1.5; font-weight: 600; background: var(--blue-soft); color: var(--blue); border: 1px solid var(--blue); align-self: center; }
.waiting { font-style: italic; }
.lanes .skipped td { height: 24px; font-size: 12px; font-style: italic; color: var(--quiet); }
.stands { display: inline-block; margin: 6px 0; font-size: 13px; color: var(--red); font-weight: 600; }
.standing th { color: var(--quiet); font-size: 12px; padding-top: 8px !important; }
.lanes tr.current > * { background: var(--blue-soft); }
.lanes tr.current > th:first-child { box-shadow: inset 3px 0 0 var(--blue); }
.lanes tr.current button { color: var(--ink); font-weight: 700; }
.lanes tr.current .act { border-color: var(--blue); border-width: 1.5px; }
.lanes tr.later .act { border-color: var(--line); }
.lanes tr.later .act > *, .lanes tr.later .line, .lanes tr.later td::before { opacity: .55; }
.lanes-part .step { margin: 0 0 14px; min-height: 96px; padding: 12px 18px; }
.orders { list-style: none; padding: 0; display: grid; gap: 8px; margin-bottom: 14px; }
.orders > li { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 8px 12px; }
.orders > li:has([aria-pressed='true']) { border-color: var(--blue); box-shadow: inset 3px 0 0 var(--blue); }
.other-states { display: flex; flex-wrap: wrap; gap: 8px; align-items: baseline; margin-bottom: 12px; }
.other-states .side-title { margin: 0 4px 0 0; }
.other-states button { background: var(--card); border: 1px solid var(--line); border-radius: 999px; padding: 3px 14px; font-size: 13px; }
.other-states button:hover { border-color: var(--firm); }
.other-states button[aria-pressed='true'] { border-color: var(--blue); background: var(--blue-soft); font-weight: 600; }
.orders button { background: none; border: 0; padding: 0; font-weight: 600; text-align: left; font-variant-numeric: tabular-nums; }
.orders button:hover { color: var(--blue); }
.orders button[aria-pressed='true']::after { content: ' · shown below'; font-weight: 400; color: var(--quiet); font-size: 12px; }
.order-commands { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 2px 16px; font-size: 14px; margin-top: 2px; }
.order-commands li:not(:last-child)::after { content: '→'; color: var(--quiet); margin-left: 16px; }
.order-commands .answer { color: var(--quiet); font-family: var(--mono); font-size: 12px; }
.order-commands .wrong code { color: var(--red); font-weight: 700; text-decoration: underline wavy 1px; text-underline-offset: 4px; }
.refuted { color: var(--red); font-size: 14px; margin-top: 2px; }
.because { font-size: 14px; color: var(--quiet); margin-bottom: 10px; }
.orders-title { margin-bottom: 8px; }

@container viewer (max-width: 860px) {
  .branches { grid-template-columns: minmax(0, 1fr); gap: 22px; }
}
@container viewer (max-width: 560px) {
  .lanes th:first-child { width: 38px; padding-left: 2px; }
  .lanes td { padding: 0 4px 0 6px; }
  .lanes td.in-command::before, .lanes td.waits::before, .lanes td.acts::before { left: 12px; }
  .lanes thead th { padding-left: 6px; }
  .act { padding: 2px 6px; font-size: 13px; gap: 1px 6px; }
  .line { padding-left: 14px; }
  .lanes[data-branches='3'] .act { font-size: 12px; padding: 2px 4px; }
  .lanes tbody button { min-width: 26px; min-height: 30px; padding: 4px 3px; }
}
@media print {
  .lanes-frame { max-height: none; overflow: visible; }
  .branches { grid-template-columns: minmax(0, 1fr); }
  .lanes tr.later * { opacity: 1 !important; }
}
`;
