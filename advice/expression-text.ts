/** Whether a value is C#, so that what it will be is known only with a request. */
export function isExpression(text: string): boolean {
  return /^\s*@[({]/.test(text)
}

/** The value as a number of a whole literal; undefined for C# and `{{names}}`. */
export function literalNumberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined
}

/** The names of request headers that C# reads, as written. */
export function headersReadBy(text: string): readonly string[] {
  const reads =
    /Request\.Headers\s*(?:\.\s*(?:GetValueOrDefault|TryGetValue|ContainsKey)\s*\(|\[)\s*"([^"]+)"/g
  return [...text.matchAll(reads)].map(([, name = '']) => name)
}
