import type { FieldType } from '../../ledger/record.ts'
import { recordTypes } from '../../ledger/records.ts'
import { type CodedColumn, unknownText } from '../../ledger/scan.ts'

/** The texts of a run as numbers, the same for everybody who is told the same texts. */
export type WordCodes = {
  /** In the order of their numbers. */
  readonly texts: readonly string[]
  /** A text that is not among them is the unknown one. */
  readonly codeOf: (text: string) => number
  /** How a column of them is kept. */
  readonly kind: 'u8' | 'u16' | 'u32'
}

/** What records may say whether or not they do, so that every query may name it. */
const alwaysThere = Object.values(recordTypes).flatMap(({ fields }) => {
  const types: readonly FieldType[] = Object.values(fields)
  return types.flatMap((field) => (field.type === 'enum' ? field.of : []))
})

/** Texts in the order in which DuckDB has them, each once, with those that are always there. */
export function sortedTexts(texts: Iterable<string>): readonly string[] {
  // By their bytes, as DuckDB compares texts.
  const sorted = [...new Set([...texts, ...alwaysThere, '', unknownText])]
    .map((text) => Buffer.from(text))
    .sort(Buffer.compare)
    .map(String)
  // A lone surrogate is no text in UTF-8, and another one is the same then.
  return [...new Set(sorted)]
}

/** `texts` as `sortedTexts` gives them. */
export function wordCodesOf(texts: readonly string[]): WordCodes {
  const codes = new Map(texts.map((text, code) => [text, code]))
  const unknown = codes.get(unknownText) ?? 0
  const { length } = texts
  return {
    texts,
    codeOf: (text) => codes.get(text) ?? unknown,
    kind: length <= 0xff ? 'u8' : length <= 0xffff ? 'u16' : 'u32',
  }
}

/** Of each code of a file, which of all words it is; a code that the file has no text for is strange. */
export class WordMap {
  /** Values that no writer writes, so far. */
  strange = 0
  readonly #codes: Uint32Array
  readonly #unknown: number

  constructor(ofFile: readonly string[], { codeOf }: WordCodes) {
    this.#codes = Uint32Array.from(ofFile, codeOf)
    this.#unknown = codeOf(unknownText)
  }

  /** The first `count` codes of a column as words. */
  mapInto(words: CodedColumn, column: CodedColumn, count: number): void {
    const codes = this.#codes
    const { length } = codes
    for (let row = 0; row < count; row += 1) {
      const code = column[row] ?? length
      const word = code < length ? (codes[code] ?? this.#unknown) : this.#unknown
      if (word === this.#unknown) this.strange += 1
      words[row] = word
    }
  }
}
