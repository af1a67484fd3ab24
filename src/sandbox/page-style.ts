/** The whole look of the pages; it stands in each page, since nothing may be loaded from anywhere. */
export const pageStyle = `
:root {
  color-scheme: light dark; --column: 46rem;
  --page: #f5f6f8; --card: #fff; --line: #dde1e7; --text: #1b2430; --soft: #566172;
  --accent: #0b5fd0; --on-accent: #fff;
  --good: #0d6b3a; --good-bg: #dff5e8; --busy: #1451a3; --busy-bg: #e1edfc;
  --due: #8a4600; --due-bg: #fdeccf; --over: #4c5666; --over-bg: #e8ebef;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161c; --card: #1b2129; --line: #323b47; --text: #e8ecf1; --soft: #a4afbd;
    --accent: #7db4ff; --on-accent: #0b1a2e;
    --good: #7fe0a8; --good-bg: #14372a; --busy: #9cc7ff; --busy-bg: #1a3152;
    --due: #ffc978; --due-bg: #43300f; --over: #b9c3d0; --over-bg: #2b333e;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: var(--column); margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: anywhere; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
a:focus-visible { border-radius: 4px; }
.bar, .ends { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; justify-content: space-between; align-items: baseline; }
.bar { padding: 0.75rem max(1rem, (100% - var(--column)) / 2 + 1rem); background: var(--card); border-bottom: 1px solid var(--line); }
.brand { color: var(--text); font-weight: 650; text-decoration: none; }
.hint, .soft { color: var(--soft); font-size: 0.9rem; }
h1 { margin: 0 0 0.75rem; font-size: clamp(1.35rem, 7vw, 1.6rem); line-height: 1.2; }
h2 { margin: 2.25rem 0 0.75rem; font-size: 1.15rem; }
h3 { margin: 0; font-size: 1rem; }
p { margin: 0.5rem 0; }
.card { margin: 0 0 0.75rem; padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.row { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0.25rem 0.5rem; align-items: baseline; }
.row > :not(:first-child) { justify-self: end; }
.entry > .amount { grid-area: 2 / 2; }
.title { align-items: center; margin-bottom: 0.75rem; }
.title > h1 { margin: 0; }
.card > :first-child { margin-top: 0; }
.card > :last-child { margin-bottom: 0; }
time { white-space: nowrap; }
.lines { margin: 0.75rem 0 0; padding: 0; list-style: none; }
.lines > li { padding: 0.6rem 0; border-top: 1px solid var(--line); }
.lines:first-child > li:first-child { padding-top: 0; border-top: 0; }
.lines .row:first-child { margin-bottom: 0.25rem; }
.lines > li:last-child { padding-bottom: 0; }
.amount { font-variant-numeric: tabular-nums; white-space: nowrap; }
.big { margin: 0; font-size: clamp(1.6rem, 9vw, 2.2rem); font-weight: 650; line-height: 1.2; white-space: normal; }
.mono { font-family: ui-monospace, monospace; font-size: 0.9rem; }
.badge { display: inline-block; padding: 0.1rem 0.6rem; border-radius: 1rem; font-size: 0.85rem; font-weight: 600; white-space: nowrap; }
.badge::first-letter { text-transform: uppercase; }
/* Forced colours take backgrounds away and paint this border instead. */
.badge, button { border: 1px solid transparent; }
.good { color: var(--good); background: var(--good-bg); }
.busy { color: var(--busy); background: var(--busy-bg); }
.due { color: var(--due); background: var(--due-bg); }
.over { color: var(--over); background: var(--over-bg); }
.notice { border-color: currentColor; }
button { width: 100%; min-height: 3rem; margin-top: 1rem; padding: 0.6rem 1.5rem; border-radius: 10px;
  background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 650; cursor: pointer; }
button:hover { filter: brightness(1.08); }
@media (min-width: 24rem) {
  .entry { grid-template-columns: minmax(0, 1fr) auto 6.75rem; }
  .entry > .amount { grid-area: 1 / 2; }
}
@media (min-width: 36rem) { main { padding-top: 2.5rem; } button { width: auto; } }
`;
