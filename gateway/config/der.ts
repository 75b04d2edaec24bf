/** A value in DER: its tag (one byte) and its content. */
export type DerPart = { readonly tag: number; readonly inner: Buffer }

/** The values that stand in a row in DER; none where the bytes are no DER. Source: X.690. */
export function derPartsOf(bytes: Buffer | undefined): readonly DerPart[] {
  const parts: DerPart[] = []
  let at = 0
  while (bytes !== undefined && at + 2 <= bytes.length) {
    const { length, start } = lengthAt(bytes, at + 1)
    if (length < 0 || start + length > bytes.length) return []
    parts.push({ tag: bytes[at] ?? 0, inner: bytes.subarray(start, start + length) })
    at = start + length
  }
  return parts
}

/** Below 0 for a length that DER does not have. */
function lengthAt(bytes: Buffer, at: number): { readonly length: number; readonly start: number } {
  const first = bytes[at] ?? 0
  if (first < 0x80) return { length: first, start: at + 1 }
  const count = first & 0x7f
  if (count === 0 || count > 4 || at + 1 + count > bytes.length) return { length: -1, start: at }
  return { length: bytes.readUIntBE(at + 1, count), start: at + 1 + count }
}
