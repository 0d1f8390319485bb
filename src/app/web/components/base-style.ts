// The look that all pages share: colours in pairs, light and dark, letters, and what every page has at its top.

export const BASE_STYLE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f6f6f3, #131519);
  --card: light-dark(#ffffff, #1b1e24);
  --session: light-dark(#f1f2ee, #22262e);
  --ink: light-dark(#1c2027, #e8eaee);
  --quiet: light-dark(#5a616d, #a0a8b5);
  --line: light-dark(#d9dad3, #363c47);
  --firm: light-dark(#8b919b, #747d8c);
  --blue: light-dark(#2352b8, #8db4ff);
  --blue-soft: light-dark(#e9effc, #233152);
  --red: light-dark(#b3261e, #ff9b8f);
  --red-soft: light-dark(#fcecea, #43211f);
  --green: light-dark(#17693a, #7fd6a0);
  --mono: ui-monospace, 'SF Mono', 'Cascadia Code', 'JetBrains Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
}
:root[data-theme='light'] { color-scheme: light; }
:root[data-theme='dark'] { color-scheme: dark; }
* { box-sizing: border-box; margin: 0; }
[hidden] { display: none !important; }
body {
  background: var(--page); color: var(--ink);
  font: 15px/1.5 ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif;
  overflow-wrap: anywhere;
}
.frame { max-width: 1320px; margin: 0 auto; padding: 28px 32px 48px; }
code, .pid, .answers dd { font-family: var(--mono); font-size: .92em; font-variant-numeric: tabular-nums; }
button { font: inherit; color: inherit; cursor: pointer; }
:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

header { display: grid; grid-template-columns: 1fr auto; gap: 6px 24px; margin-bottom: 26px; }
.kicker { color: var(--quiet); font-size: 13px; letter-spacing: .02em; }
h1 { font-size: 25px; line-height: 1.28; font-weight: 620; letter-spacing: -.012em; text-wrap: pretty; grid-column: 1 / -1; max-width: 62ch; }
.rules { grid-column: 1 / -1; max-width: 84ch; color: var(--quiet); list-style: none; padding: 0; }
.rules b { color: var(--ink); font-weight: 600; }
.theme { background: none; border: 1px solid var(--line); border-radius: 999px; padding: 3px 14px; font-size: 13px; color: var(--quiet); align-self: start; }
.theme:hover { border-color: var(--firm); color: var(--ink); }
@media (max-width: 1000px) {
  .frame { padding: 24px 22px 40px; }
}
@media (max-width: 700px) {
  .frame { padding: 16px 14px 32px; }
  header { gap: 4px 12px; margin-bottom: 18px; }
  h1 { font-size: 20px; }
  .rules { font-size: 14px; }
}
`;
