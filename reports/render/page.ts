import { html, type Markup, trusted } from './markup.ts'
import { type PageScript, scriptMarkup, scriptSourceOf } from './page-script.ts'
import { pageStyle } from './page-style.ts'

export type Page = {
  /** Of the window; the name of the tool follows. */
  readonly title: string
  /** Where those who read by ear or keyboard begin. */
  readonly skipTo: { readonly id: string; readonly text: string }
  readonly header: Markup
  /** Parts of the page: id and name. */
  readonly links: readonly (readonly [id: string, name: string])[]
  readonly main: Markup
  readonly footer: Markup
  /** Absent: a page that only lies there. */
  readonly script?: PageScript
}

/** One HTML document that asks for nothing else, readable without scripts, in light and dark, on paper. */
export function pageOf({ title, skipTo, header, links, main, footer, script }: Page): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'${trusted(scriptSourceOf(script))}">
<title>${title} · gatedrill</title>
<style>${trusted(pageStyle)}</style>
</head>
<body>
<a class="skip" href="#${skipTo.id}">${skipTo.text}</a>
<header class="top">${header}</header>
<nav aria-label="Parts of the report"><ul>${links.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
<main>
${main}
</main>
<footer>${footer}</footer>
${scriptMarkup(script)}</body>
</html>
`
  return page.markup
}
