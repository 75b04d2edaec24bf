/** A text as SQL has it: `'it''s'`. */
export function textSql(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** Texts for `IN (...)`. */
export function textsSql(texts: readonly string[]): string {
  return texts.map(textSql).join(', ')
}
