/** Names come from scenarios of others: no line breaks, no cell ends, no markup. */
export function cell(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[|[\]*_`\\]/g, '\\$&')
}

/** The same between backticks, where only these and cell ends mean something. */
export function code(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('`', "'").replaceAll('|', '\\|')
}
