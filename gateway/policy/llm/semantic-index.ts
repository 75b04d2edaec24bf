import { z } from 'zod'
import { jsonIn } from './prompt.ts'

/** A prompt that was answered before, by what it means. */
export type SemanticEntry = {
  /** Of the response in the cache. */
  readonly key: string
  readonly expiresAtUnixMs: number
  readonly vector: Float32Array
}

// An index goes to another instance and back with each lookup, at some kilobytes an entry.
const entriesMax = 64

const indexSchema = z.array(
  z.strictObject({ key: z.string(), expiresAtUnixMs: z.number(), vector: z.base64() }),
)

/** The entries of an index as the cache holds it; none when it holds something else. */
export function indexFrom(text: unknown, unixMs: number): readonly SemanticEntry[] {
  const parsed = indexSchema.safeParse(typeof text === 'string' ? jsonIn(text) : undefined)
  if (!parsed.success) return []
  return parsed.data
    .filter(({ expiresAtUnixMs }) => expiresAtUnixMs > unixMs)
    .map((entry) => ({ ...entry, vector: vectorFrom(entry.vector) }))
}

/** The index with one more entry, as a text; the oldest go. */
export function indexWith(entries: readonly SemanticEntry[], added: SemanticEntry): string {
  const others = entries.filter(({ key }) => key !== added.key)
  const kept = [...others, added].slice(-entriesMax)
  return JSON.stringify(
    kept.map(({ vector, ...entry }) => ({ ...entry, vector: vectorText(vector) })),
  )
}

/** The entry whose prompt is nearest, and how far: 0 is the same, 1 has nothing to do with it. */
export function nearestTo(
  vector: Float32Array,
  entries: readonly SemanticEntry[],
): { readonly entry: SemanticEntry; readonly distance: number } | undefined {
  let nearest: { readonly entry: SemanticEntry; readonly distance: number } | undefined
  for (const entry of entries) {
    const distance = 1 - cosine(vector, entry.vector)
    if (nearest === undefined || distance < nearest.distance) nearest = { entry, distance }
  }
  return nearest
}

/** Cosine similarity; 0 for vectors that cannot be compared. */
export function cosine(one: Float32Array, other: Float32Array): number {
  if (one.length !== other.length) return 0
  let [product, oneSquare, otherSquare] = [0, 0, 0]
  for (const [index, left] of one.entries()) {
    const right = other[index] ?? 0
    product += left * right
    oneSquare += left * left
    otherSquare += right * right
  }
  const lengths = Math.sqrt(oneSquare * otherSquare)
  return lengths > 0 ? product / lengths : 0
}

export function vectorText(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64')
}

function vectorFrom(text: string): Float32Array {
  // Copied, so that it begins where floats may begin.
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  return new Float32Array(bytes.buffer, 0, Math.floor(bytes.length / 4))
}
