/** How one field of a fixed-width record is stored. `text` is interned, `enum` an index of `of`. */
export type FieldType =
  | { readonly type: 'f64' | 'u32' | 'u16' | 'u8' }
  | { readonly type: 'text' }
  | { readonly type: 'enum'; readonly of: readonly string[] }

export type Fields = Readonly<Record<string, FieldType>>

/** What a field holds on the outside: texts and enums are strings, everything else numbers. */
export type ValueOf<Field extends FieldType> = Field extends {
  type: 'enum'
  of: readonly (infer Name)[]
}
  ? Name
  : Field extends { type: 'text' }
    ? string
    : number

export type RecordOf<Type extends RecordType> = {
  readonly [Name in keyof Type['fields']]: ValueOf<Type['fields'][Name]>
}

/** The layout of one kind of record. Every record starts with the writer's sequence number (u32). */
export type RecordType<Name extends string = string, F extends Fields = Fields> = {
  readonly name: Name
  readonly fields: F
  /** Offset of each field in bytes, in the order of `fields`. */
  readonly offsets: readonly number[]
  readonly widthBytes: number
}

export const sequenceBytes = 4

export const widthBytesOf = { f64: 8, u32: 4, text: 4, u16: 2, u8: 1, enum: 1 } as const

export function defineRecord<const Name extends string, const F extends Fields>(
  name: Name,
  fields: F,
): RecordType<Name, F> {
  const offsets: number[] = []
  let offset = sequenceBytes
  for (const { type } of Object.values(fields)) {
    offsets.push(offset)
    offset += widthBytesOf[type]
  }
  return { name, fields, offsets, widthBytes: offset }
}
