/** HTML that was made here, and needs no escaping. */
export type Markup = { readonly html: string }

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A template whose values are escaped, unless they are markup themselves. */
export function markup(
  texts: TemplateStringsArray,
  ...values: readonly (string | Markup | readonly Markup[])[]
): Markup {
  const html = texts.map((text, index) => {
    const value = values[index]
    return text + (value === undefined ? '' : htmlOf(value))
  })
  return { html: html.join('') }
}

function htmlOf(value: string | Markup | readonly Markup[]): string {
  if (typeof value === 'string') {
    return value.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign)
  }
  return 'html' in value ? value.html : value.map(({ html }) => html).join('\n')
}
