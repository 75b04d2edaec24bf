import { palette } from '../charts/palette.ts'

/** The chart colours on a dark ground, by name: the same hues, lighter. */
const darkPalette: Readonly<Record<keyof typeof palette, string>> = {
  ink: '#e6ebf1',
  muted: '#9fadbb',
  grid: '#2b3743',
  fault: '#ff8a5c',
  recovery: '#e5c04b',
  ok: '#5b9bd0',
  rejected: '#e8a93a',
  failed: '#f0655a',
  unknown: '#cf86cb',
  'not-sent': '#95a1ad',
  median: '#5cb3f0',
  tail: '#f2a05f',
  before: '#5cb3f0',
  during: '#ff8f57',
  recovering: '#e0bd45',
  after: '#4fc596',
  'zone-a': '#5b9bd5',
  'zone-b': '#e5a53c',
  'zone-c': '#58b88c',
  'zone-d': '#b987d0',
  'zone-e': '#b99a70',
  'zone-f': '#8b9bab',
}

/** A chart's SVG with its colours named, so that the page's colour scheme rules them. */
export function themed(svg: string): string {
  return Object.entries(palette).reduce(
    (text, [name, colour]) => text.replaceAll(`"${colour}"`, `"var(--chart-${name})"`),
    svg,
  )
}

const variablesOf = (colours: Readonly<Record<string, string>>) =>
  Object.entries(colours)
    .map(([name, colour]) => `--chart-${name}:${colour};`)
    .join('')

const light = `--ground:#f5f7f9;--card:#fff;--ink:#1c2733;--muted:#566573;--line:#dfe5ea;--soft:#eef2f5;
--pass:#17693f;--pass-soft:#e3f3ea;--fail:#a3201a;--fail-soft:#fbe7e5;--inconclusive:#825a00;
--inconclusive-soft:#fdf2d8;--aborted:#4a5663;--aborted-soft:#e8ecf0;--link:#0b5c9e;${variablesOf(palette)}`

const dark = `--ground:#0f151b;--card:#171f27;--ink:#e6ebf1;--muted:#9fadbb;--line:#2b3743;--soft:#1e2831;
--pass:#6fd6a1;--pass-soft:#14301f;--fail:#ff9088;--fail-soft:#3a1a18;--inconclusive:#f0c45c;
--inconclusive-soft:#35290d;--aborted:#aab6c2;--aborted-soft:#232d37;--link:#7cc0f5;${variablesOf(darkPalette)}`

/** Everything the page looks like; no font, picture or script comes from elsewhere. */
export const pageStyle = `
:root{color-scheme:light dark;${light}}
@media screen and (prefers-color-scheme:dark){:root{${dark}}}
*{box-sizing:border-box}
html{scroll-behavior:smooth}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--ground);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main,header.top,footer{max-width:1160px;margin:0 auto;padding:0 24px}
a{color:var(--link)}
.skip{position:absolute;left:-9999px}.skip:focus{left:8px;top:8px;background:var(--card);padding:8px}
header.top{padding-top:22px}
.banner{background:var(--card);border:1px solid var(--line);border-left:8px solid var(--state);
border-radius:10px;padding:18px 22px 16px}
.banner .kicker{color:var(--muted);font-size:13px;margin:0 0 4px}
h1{margin:0;font-size:27px;line-height:1.25;letter-spacing:-.01em;display:flex;flex-wrap:wrap;
gap:12px;align-items:center}
.badge{display:inline-flex;align-items:center;gap:7px;border-radius:999px;padding:3px 14px 3px 11px;
font-size:19px;font-weight:700;color:var(--state);background:var(--state-soft);text-transform:uppercase;
letter-spacing:.03em}
.badge.small{font-size:12px;padding:1px 9px 1px 7px;gap:5px;letter-spacing:.02em;white-space:nowrap}
.is-pass{--state:var(--pass);--state-soft:var(--pass-soft)}
.is-fail{--state:var(--fail);--state-soft:var(--fail-soft)}
.is-warn,.is-inconclusive{--state:var(--inconclusive);--state-soft:var(--inconclusive-soft)}
.is-aborted,.is-not-claimed{--state:var(--aborted);--state-soft:var(--aborted-soft)}
.banner .why{font-size:17px;margin:10px 0 0;max-width:95ch}
.banner .about{margin:6px 0 0}
.banner ul{margin:8px 0 0;padding-left:20px;color:var(--muted)}
.tiles{display:grid;grid-template-columns:repeat(4,1fr);gap:12px;margin:14px 0 0;padding:0}
.tile{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:13px 16px;min-width:0}
.tile h2{margin:0;font-size:13px;font-weight:600;color:var(--muted);border:0;padding:0}
.tile p.big{color:var(--ink);font-size:25px;font-weight:650;letter-spacing:-.01em;margin:2px 0 3px;line-height:1.2;
font-variant-numeric:tabular-nums}
.tile p{margin:0;font-size:13px;color:var(--muted)}
.tile p b{color:var(--ink);font-weight:600}
nav{max-width:1160px;margin:14px auto 0;padding:0 24px}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:4px 16px;margin:0;padding:0;font-size:13.5px}
section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:18px 22px 20px;
margin:14px 0;scroll-margin-top:10px}
section h2{margin:0 0 4px;font-size:18px;letter-spacing:-.005em}
section h3{margin:18px 0 4px;font-size:15px}
.about{color:var(--muted);margin:0 0 10px;max-width:120ch;font-size:14px}
.scroll{overflow-x:auto;margin-top:6px}
.scroll:focus-visible,a:focus-visible,summary:focus-visible{outline:2px solid var(--link);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
h3+.scroll caption{position:absolute}
th,td{text-align:left;padding:6px 14px 6px 0;border-bottom:1px solid var(--line);vertical-align:top}
th:last-child,td:last-child{padding-right:0}
thead th{font-size:12.5px;color:var(--muted);font-weight:600;vertical-align:bottom;white-space:nowrap}
tbody tr:last-child td{border-bottom:0}
.number{text-align:right;white-space:nowrap}
code{font:13px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.quiet{color:var(--muted)}
.small{font-size:13px}
.nowrap{white-space:nowrap}
@media screen and (max-width:900px){code.nowrap{white-space:normal}}
.chart{overflow-x:auto;margin-top:4px}
.chart svg{display:block;width:100%;min-width:640px;height:auto}
.chart .mark-rect path{shape-rendering:crispEdges}
.world{display:block;width:100%;height:auto;margin-top:8px}
.world-now{overflow-x:auto}.world-now .world{min-width:640px}
.world text{font-size:12px;fill:var(--ink)}.world .middle{text-anchor:middle}.world .end{text-anchor:end}
.world .region>rect{fill:var(--soft);stroke:var(--line)}.world .region text.name{font-weight:600;font-size:13px}
.world .region .edge{fill:var(--card);stroke:var(--muted)}.world .out-of-routing{display:none;fill:var(--fail);font-weight:600}
.world .region.is-out>rect{stroke:var(--fail);stroke-width:2;stroke-dasharray:6 4}.world .region.is-out .out-of-routing{display:inline}
.world .zone rect{fill:var(--card);stroke:var(--line)}.world .zone text{fill:var(--muted)}
.world .wire{fill:none;stroke:var(--chart-ok);opacity:.9}.world .wire.is-bad{stroke:var(--chart-failed)}
.world .wire.is-idle{stroke:var(--chart-not-sent);opacity:.5}
.world .wire.is-cut{stroke:var(--chart-failed);stroke-dasharray:5 6}
.tile-of rect{stroke:var(--state);stroke-width:1.3;fill:var(--state-soft)}.tile-of .name{font-weight:600}
.tile-of.is-hit rect{stroke:var(--chart-fault);stroke-width:4}.tile-of.is-absent{opacity:.35}
.tile-of.is-dead rect{stroke-dasharray:4 3}
.is-up{--state:var(--pass);--state-soft:var(--pass-soft)}.is-dead,.tile-of.is-bad,.legend .is-bad{--state:var(--fail);--state-soft:var(--fail-soft)}
.tile-of.is-dead rect,.legend .is-dead{--state-soft:var(--ground)}
.is-out,.is-draining{--state:var(--inconclusive);--state-soft:var(--inconclusive-soft)}.is-absent{--state:var(--muted);--state-soft:var(--soft)}
.world-text{margin:8px 0 6px;font-size:14px;min-height:3em}.world-slider{width:100%;margin:12px 0 0;accent-color:var(--link)}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 18px;padding:0;margin:0 0 12px;font-size:13px;color:var(--muted)}
.legend li::before{content:"";display:inline-block;width:12px;height:12px;border-radius:3px;margin-right:6px;vertical-align:-1px;
background:var(--state-soft);border:1.5px solid var(--state)}.legend .is-dead::before{border-style:dashed}
.strip{list-style:none;display:grid;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));gap:12px;padding:0;margin:0;font-size:12.5px}
.strip li{min-width:0;border-radius:6px}.strip span{color:var(--muted);white-space:nowrap}.is-live .strip li{cursor:pointer}
.strip li:focus-visible{outline:2px solid var(--link);outline-offset:3px}
.world.small rect{stroke-width:4}
.chart:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.is-live .chart[data-table] svg{cursor:crosshair;touch-action:pan-y;user-select:none;-webkit-user-select:none}
.chart .cross{stroke:var(--ink);stroke-width:1;pointer-events:none;vector-effect:non-scaling-stroke}
.chart .brush{fill:var(--link);opacity:.22;pointer-events:none}
.readout{display:flex;flex-wrap:wrap;gap:2px 16px;font-size:13px;color:var(--muted);margin-top:6px;min-height:1.5em;
font-variant-numeric:tabular-nums}
.readout>b{color:var(--ink);min-width:5.5em}.readout span b{display:inline-block;min-width:3.2em;color:var(--ink);font-weight:600}
.readout i{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:6px}.readout i[hidden]{display:none}
.spoken{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);margin:0}
.zoom-bar{position:fixed;right:18px;bottom:14px;display:flex;gap:14px;align-items:center;background:var(--card);color:var(--ink);
border:1px solid var(--line);border-radius:8px;padding:7px 8px 7px 14px;font-size:14px;box-shadow:0 3px 14px #0004}
.zoom-bar[hidden]{display:none}.zoom-bar button{font:inherit;color:var(--link);background:var(--soft);
border:1px solid var(--line);border-radius:6px;padding:3px 10px;cursor:pointer}
.gauge{display:inline-block;width:92px;height:8px;border-radius:4px;background:var(--soft);
vertical-align:middle;overflow:hidden;border:1px solid var(--line)}
.gauge i{display:block;height:100%;background:var(--state)}
.sum{display:flex;flex-wrap:wrap;align-items:stretch;gap:8px;margin:10px 0 14px}
.sum div{background:var(--soft);border-radius:8px;padding:7px 14px;min-width:84px}
.sum b{display:block;font-size:19px;font-weight:650;font-variant-numeric:tabular-nums}
.sum span{font-size:12.5px;color:var(--muted)}
.sum .sign{background:none;padding:12px 0;min-width:0;font-size:19px;color:var(--muted)}
.sum .key{border-top:3px solid var(--key)}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:5px 20px;margin:8px 0 0;font-size:14px}
dt{color:var(--muted)}dd{margin:0;overflow-wrap:anywhere}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:14px}.pair section{margin:0;min-width:0}
details{margin-top:10px}summary{cursor:pointer;color:var(--link);font-size:14px}
footer{color:var(--muted);font-size:13px;padding-bottom:28px}
@media screen and (max-width:900px){.tiles{grid-template-columns:1fr 1fr}.pair{grid-template-columns:1fr}}
@media screen and (max-width:560px){main,header.top,footer,nav{padding-left:12px;padding-right:12px}
.tiles{grid-template-columns:1fr 1fr;gap:8px}.tile{padding:10px}.tile p.big{font-size:19px}.tile p{font-size:12px}
section,.banner{padding:14px}h1{font-size:22px}.banner .why{font-size:16px}
dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:6px}}
@media print{details::details-content{content-visibility:visible;display:block;block-size:auto}.readout,.zoom-bar,.world-slider,.chart .cross{display:none}body{background:#fff;font-size:12px}nav,.skip{display:none}section,.tile,.banner{border-color:#bbb}
@page{size:landscape;margin:11mm}.tile,.banner,.chart,.world-now,.strip li,.sum,.about,tr,section:has(>.chart),section:has(>.world-now){break-inside:avoid}h2,h3,.about,summary{break-after:avoid}
section{padding:12px 16px 14px;margin:10px 0;box-decoration-break:clone;-webkit-box-decoration-break:clone}table,code,dl,details{font-size:11.5px}
td,th{padding-top:4px;padding-bottom:4px}
.scroll,.chart{overflow:visible}.chart svg{min-width:0}main,header.top,footer{max-width:none;padding:0}}
`
