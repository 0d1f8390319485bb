// The look of searches in the explorer, for pages that have them.

export const ASK_STYLE = `
.ask { margin-bottom: 12px; font-size: 14px; }
.ask summary { cursor: pointer; color: var(--quiet); width: max-content; max-width: 100%; font-size: 13px; }
.ask form { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center; padding-top: 8px; }
.ask label { color: var(--quiet); font-size: 13px; display: inline-flex; gap: 6px; align-items: center; }
.ask label[for], .ask .need { flex: 1 1 100%; }
#predicate { flex: 1 1 100%; font: 14px var(--mono); height: 38px; padding: 0 12px; color: var(--ink); background: var(--card); border: 1px solid var(--firm); border-radius: 8px; min-width: 0; }
#predicate::placeholder { color: var(--quiet); }
.ask button, .inquiry button, .where { background: var(--card); border: 1px solid var(--firm); border-radius: 8px; padding: 3px 12px; font-size: 13px; color: var(--ink); }
.ask button:hover, .inquiry button:hover, .where:hover { border-color: var(--blue); background: var(--blue-soft); }
.inquiry { flex: 1 1 100%; font-size: 13px; display: grid; gap: 6px; padding-top: 4px; }
.inquiry .searching, .inquiry .way { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: center; color: var(--quiet); font-variant-numeric: tabular-nums; }
.inquiry ol { flex: 1 1 100%; padding-left: 1.8em; color: var(--quiet); }
.inquiry li code { color: var(--ink); }
.offer .inquiry { padding: 0 6px 4px; font-size: 12px; }
.ask .outcome:not(:empty) { padding-top: 8px; }
.outcome:focus { outline: 0; }
.inquiry div:empty { display: none; }
.where { border: 0; background: none; color: var(--blue); padding: 0 6px 3px; font-size: 12px; text-decoration: underline; }
`;
