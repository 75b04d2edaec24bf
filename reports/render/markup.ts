import { escaped } from './escape.ts'

/** HTML that is safe to put into a page: everything in it was escaped, or written by us. */
export type Markup = { readonly markup: string }

type Part = string | number | Markup | undefined | readonly Part[]

/** A template whose values are escaped unless they are markup themselves; lists are joined. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const [first = '', ...rest] = texts
  return { markup: first + rest.map((text, index) => markupOf(parts[index]) + text).join('') }
}

/** Markup that was made by a tool of ours, as it stands. */
export function trusted(markup: string): Markup {
  return { markup }
}

function markupOf(part: Part): string {
  if (part === undefined) return ''
  if (typeof part === 'string') return escaped(part)
  if (typeof part === 'number') return String(part)
  if ('markup' in part) return part.markup
  return part.map(markupOf).join('')
}

/** One column of a table; `isNumber` sets it to the right. */
export type Column = { readonly name: string; readonly isNumber?: boolean }

/** A table with a caption; wide ones scroll by themselves and not the page. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Part[])[],
): Markup {
  const classOf = (index: number) => (columns[index]?.isNumber ? trusted(' class="number"') : '')
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map(
    ({ name }, index) => html`<th scope="col"${classOf(index)}>${name}</th>`,
  )}</tr></thead>
<tbody>
${rows.map(
  (cells) =>
    html`<tr>${cells.map((cell, index) => html`<td${classOf(index)}>${cell}</td>`)}</tr>\n`,
)}</tbody></table></div>`
}

/** A part of the page with a heading and an anchor. */
export function section(id: string, title: string, about: string, content: Part): Markup {
  return html`
<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${about === '' ? '' : html`<p class="about">${about}</p>`}
${content}
</section>`
}
