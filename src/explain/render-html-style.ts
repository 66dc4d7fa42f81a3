/** How a page looks: paper, ink and one colour of glass, by day and by night. System fonts, since nothing is loaded. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#f5f2eb, #131312);
  --case: light-dark(#fdfcf9, #1b1b19);
  --line: light-dark(#d9d3c5, #36342f);
  --ink: light-dark(#211f1b, #e9e5db);
  --faint: light-dark(#625c50, #a9a294);
  --glass: light-dark(#0b5f57, #86d3c6);
  --on: light-dark(#c4e6df, #17504a);
  --hot: light-dark(#ece5d3, #33302a);
  --pass: light-dark(#1b6a36, #8bd69c);
  --fail: light-dark(#a1261f, #ff978c);
  --note: light-dark(#7a5000, #e8bd67);
  --serif: 'Iowan Old Style', 'Palatino Linotype', Palatino, 'Book Antiqua', 'TeX Gyre Pagella', Georgia, serif;
  --sans: system-ui, -apple-system, 'Segoe UI', sans-serif;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
}
:root[data-theme=light] { color-scheme: light; }
:root[data-theme=dark] { color-scheme: dark; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 var(--sans); overflow-wrap: anywhere; }
header, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 3rem); }
header { display: flex; justify-content: space-between; align-items: center; padding-block: 1.1rem; }
.house { margin: 0; font: .82rem var(--serif); letter-spacing: .32em; text-transform: uppercase; }
footer { padding-block: 3rem 2rem; color: var(--faint); font-size: .82rem; }
h1, h2, h3, h4, h5, h6 { font-family: var(--serif); font-weight: 400; line-height: 1.25; margin: 0 0 .6rem; text-wrap: balance; }
h1 { font-size: clamp(1.8rem, 5vw, 2.7rem); margin: 1.2rem 0 1.4rem; letter-spacing: -.01em; }
h2 { font-size: 1.6rem; padding-top: 1.2rem; border-top: 1px solid var(--line); margin-top: 2.6rem; }
h3 { font-size: 1.25rem; }
h4, h5, h6 { font-size: 1.08rem; }
h1 small, h2 small, h3 small, h4 small, h5 small, h6 small { font: .8rem var(--sans); color: var(--faint); margin-left: .5em; white-space: nowrap; }
.part { margin: 1.6rem 0 2.2rem; }
.prose { max-width: 42rem; font: 1.08rem/1.6 var(--serif); }
code, .hex, table, .value, .summary, .worth, .lens dd, .told { font-family: var(--mono); font-size: .8125rem; }
small.rule, span.rule { color: var(--faint); font: .78rem var(--sans); white-space: normal; }
.hidden { color: var(--note); font: italic .85rem var(--sans); }
.pass .mark { color: var(--pass); } .fail, .fail .mark { color: var(--fail); } .note .mark { color: var(--note); }
li.fail { color: inherit; }
.aside { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.secrecy { border-left: 3px solid var(--note); padding: .2rem .9rem; color: var(--note); font-size: .9rem; }
.fault { border-left: 3px solid var(--fail); padding: .2rem .9rem; }
.omitted { color: var(--faint); font-size: .85rem; }
:focus-visible { outline: 2px solid var(--glass); outline-offset: 2px; }
button { font: inherit; color: var(--ink); background: none; border: 1px solid var(--line); border-radius: 2px; cursor: pointer; }
button:hover { border-color: var(--glass); color: var(--glass); }
.theme { font: .8rem var(--sans); padding: .3rem .8rem; min-height: 2rem; }
.theme[aria-pressed=true] { background: var(--hot); }
nav ol { columns: 16rem; padding-left: 1.4rem; margin: 0 0 1rem; font-family: var(--serif); }
a { color: var(--glass); text-underline-offset: .2em; }

dfn { font-style: inherit; text-decoration: underline dotted var(--glass) 1.5px; text-underline-offset: .22em; }
.glossary { max-width: 42rem; margin: .5rem 0 1.2rem; padding-left: .9rem; border-left: 1px solid var(--glass); font: .86rem/1.5 var(--sans); color: var(--faint); }
.glossary dt, .glossary dd { display: inline; margin: 0; }
.glossary dt { color: var(--ink); font-weight: 600; }
.glossary dt::after { content: '  '; }

.facts { margin: 0; border-top: 1px solid var(--line); }
.facts > div { display: grid; grid-template-columns: minmax(8rem, 15rem) 1fr; gap: 0 1.2rem; padding: .4rem 0; border-bottom: 1px solid var(--line); }
.facts dt { color: var(--faint); } .facts dd { margin: 0; min-width: 0; display: flex; flex-wrap: wrap; gap: 0 1.2rem; justify-content: space-between; align-items: baseline; }

.subject { margin: 1rem 0 .3rem; font-family: var(--serif); }
.subject small { font: .8rem var(--sans); color: var(--faint); margin-right: .4em; }
.checks { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }
.checks li { display: grid; grid-template-columns: 1.6rem 1fr auto; gap: 0 .6rem; align-items: baseline; padding: .32rem 0; border-bottom: 1px solid var(--line); font-size: .92rem; position: relative; }
.checks b { font: 600 .8125rem var(--mono); margin-right: .4em; }
.checks .mark { font-weight: 700; }

.case { display: grid; grid-template-columns: auto minmax(0, 1fr); background: var(--case); border: 1px solid var(--line); border-radius: 3px; box-shadow: inset 0 1px 0 light-dark(#fff, #2a2925), 0 1px 14px light-dark(#00000010, #00000040); }
.hex, .tree { max-height: min(32rem, 72vh); overflow-y: auto; padding: .9rem 1rem; overscroll-behavior: auto; scrollbar-width: thin; }
.hex { display: grid; grid-template-columns: auto auto; gap: 0 1rem; align-content: start; line-height: 1.6; border-right: 1px solid var(--line); }
.offsets { margin: 0; font: inherit; color: var(--faint); user-select: none; }
.offsets.by8 { display: none; }
.runs { width: 48.5ch; white-space: pre-wrap; overflow-wrap: normal; }
.runs i { font-style: normal; cursor: pointer; }
.runs .header { color: var(--faint); }
.runs .unread { color: var(--fail); }
.hot { background: var(--hot); }
.runs .on { background: var(--on); color: var(--ink); }
.tree { padding-inline: .4rem; }
.tree > div { padding: .16rem .5rem .16rem calc(1.35rem + var(--level) * 1rem); position: relative; border-radius: 2px; cursor: pointer; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; scroll-margin: 2rem; }
.tree > div[hidden] { display: none; }
.tree b { font-weight: 500; }
.tree .type { color: var(--faint); font-size: .85rem; }
.tree .summary { color: var(--faint); } .tree .value { color: var(--glass); }
.tree [aria-expanded=true] .summary { display: none; }
.tree [aria-expanded]::before { content: '▸'; position: absolute; left: calc(.35rem + var(--level) * 1rem); color: var(--faint); font-size: .8rem; }
.tree [aria-expanded=true]::before { content: '▾'; }
.tree .on { background: var(--on); } .tree .on * { color: var(--ink); }
.tree > div:focus-visible { outline-offset: -2px; }
.label { grid-column: 1 / -1; border-top: 1px solid var(--line); padding: .7rem 1rem; min-height: 5.2rem; display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; align-content: start; align-items: baseline; font-size: .88rem; background: var(--case); }
.label p { margin: 0; color: var(--faint); }
.label .path { flex-basis: 100%; font: 1rem var(--serif); }
.label .type, .label .place { color: var(--faint); } .label .worth { flex-basis: 100%; max-height: 6rem; overflow-y: auto; color: var(--glass); }

.stepper { display: flex; align-items: center; gap: .6rem; margin: .6rem 0; flex-wrap: wrap; }
.stepper button { width: 2.5rem; height: 2.5rem; font-size: 1.2rem; line-height: 1; }
.stepper input { flex: 1 1 8rem; max-width: 24rem; accent-color: var(--glass); min-width: 4rem; }
.stepper output { font-variant-numeric: tabular-nums; color: var(--faint); font-size: .9rem; }
.lens { display: flex; flex-wrap: wrap; gap: 1px; margin: 0 0 .8rem; }
.lens > div { flex: 1; max-width: 100%; background: var(--case); outline: 1px solid var(--line); padding: .35rem .6rem; min-height: 4.2rem; }
.lens dt { font: italic .9rem var(--serif); color: var(--faint); }
.lens dd { margin: 0; } .lens dd + dd { font: .74rem var(--sans); color: var(--glass); }
.lens .changed dd:nth-of-type(1) { color: var(--glass); font-weight: 600; }
.scroll { overflow: auto; max-height: 24rem; border: 1px solid var(--line); background: var(--case); scrollbar-width: thin; }
table { border-collapse: collapse; min-width: 100%; }
th, td { text-align: left; padding: .22rem .7rem; white-space: nowrap; }
th { position: sticky; top: 0; background: var(--case); color: var(--faint); font-weight: 500; box-shadow: inset 0 -1px 0 var(--line); z-index: 1; }
.steps tr[data-step] { cursor: pointer; }
tr.here { background: var(--hot); } td.changed { color: var(--glass); font-weight: 600; }

.legend { list-style: none; margin: 0 0 .6rem; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; font-size: .9rem; }
.legend i { margin-right: .25rem; vertical-align: -1px; }
.marks { display: flex; flex-wrap: wrap; gap: 3px; padding: .9rem; background: var(--case); border: 1px solid var(--line); border-radius: 3px; }
.marks i, .legend i { display: inline-block; width: 13px; height: 13px; border: 1.5px solid transparent; }
.marks i { cursor: pointer; }
i.divisor { background: light-dark(#d5cebe, #45423b); }
i.miller-rabin { background: light-dark(#b8862b, #c99a45); border-radius: 50%; }
i.lucas { border-color: light-dark(#7d4fa0, #c69ae6) !important; border-radius: 50%; }
i.other { border-color: var(--fail) !important; }
i.found { background: var(--glass); transform: rotate(45deg) scale(.86); }
.marks .here { outline: 2px solid var(--ink); outline-offset: 1px; }
.told { min-height: 1.4em; margin: .3rem 0 .6rem; }

.sequence { container-type: inline-size; }
.actors { display: flex; justify-content: space-between; font: 1.05rem var(--serif); position: sticky; top: 0; background: var(--paper); z-index: 2; padding: .4rem 0; }
.actors span { max-width: 45%; } .actors span:last-child { text-align: right; }
.arrows { list-style: none; margin: 0; padding: .4rem 0; border-inline: 1px solid var(--faint); }
.arrow { position: relative; padding: .2rem 0; }
.face { scroll-margin-top: 3rem; display: block; position: relative; padding: .5rem 1.2rem .4rem; list-style: none; }
summary.face { cursor: pointer; } summary.face::-webkit-details-marker { display: none; }
.arrow .name { display: block; text-align: center; font-weight: 550; }
.arrow .name > small { color: var(--faint); font-weight: 400; margin-right: .3em; font-variant-numeric: tabular-nums; }
.arrow .note { display: block; text-align: center; color: var(--faint); font-size: .86rem; max-width: 46rem; margin: 0 auto; }
.arrow .lock { color: var(--glass); border: 1px solid; border-radius: 9px; padding: 0 .5em; font-size: .72rem; font-weight: 400; margin-left: .3em; }
.shaft { display: block; height: 13px; margin: 0 -1.2rem; color: var(--ink); background: linear-gradient(currentColor 0 0) center / 100% 1.5px no-repeat; position: relative; }
.protected .shaft { color: var(--glass); background: linear-gradient(currentColor 0 0) 0 4px / 100% 1.5px no-repeat, linear-gradient(currentColor 0 0) 0 8px / 100% 1.5px no-repeat; }
.shaft::after { content: ''; position: absolute; top: 0; border: solid transparent; border-width: 6.5px 0; }
.right .shaft::after { right: 0; border-left: 11px solid currentColor; } .left .shaft::after { left: 0; border-right: 11px solid currentColor; }
summary.face:hover .name, [open] > summary .name { color: var(--glass); }
summary.face .note::after { content: ' ▾'; color: var(--glass); } [open] > summary.face .note::after { content: ' ▴'; }
.detail { margin: .3rem -1px 1.2rem; padding: .2rem clamp(.6rem, 2vw, 1.4rem) .2rem; background: var(--paper); border-block: 1px solid var(--line); position: relative; }
.arrow > .glossary, .arrow > .face + .glossary { margin-inline: 1.2rem; }

@media (max-width: 62rem) {
  .case { grid-template-columns: minmax(0, 1fr); }
  .hex { max-height: 34vh; border-right: 0; border-bottom: 1px solid var(--line); }
  .tree { max-height: 46vh; }
  .label:not(:has(p)) { position: sticky; bottom: 0; }
}
@media (max-width: 34rem) {
  .offsets.by16 { display: none; } .offsets.by8 { display: block; }
  .runs { width: 24.5ch; }
  .facts > div { grid-template-columns: minmax(0, 1fr); }
  .checks li { grid-template-columns: 1.2rem 1fr; } .checks .rule { grid-column: 2; }
  .tree > div { padding-left: calc(1.2rem + var(--level) * .7rem); } .tree [aria-expanded]::before { left: calc(.2rem + var(--level) * .7rem); }
  h1 { overflow-wrap: break-word; }
}
@media (pointer: coarse) { .tree > div { padding-block: .45rem; } .marks i { width: 19px; height: 19px; } }
@media (forced-colors: active) { .on, .here, .changed { text-decoration: underline; } }
`;
