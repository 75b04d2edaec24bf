import type { FieldType, RecordType } from './record.ts'
import { type CodedColumn, LedgerScan } from './scan.ts'

/** One ledger file, column by column, in the order of writing. */
export type LedgerColumns = {
  readonly record: string
  readonly writer: string
  readonly count: number
  readonly sequence: Uint32Array
  readonly columns: Readonly<Record<string, Float64Array | readonly string[]>>
  /** Bytes of a last record that was cut off; 0 in a whole file. */
  readonly tornBytes: number
  /** Sequence numbers that are missing or out of order; 0 in a sound file. */
  readonly gaps: number
}

/** Reads a whole file of `LedgerWriter` at once; throws the errors of `LedgerScan`. */
export function readLedger(path: string, expected?: RecordType): LedgerColumns {
  using scan = new LedgerScan(path, expected)
  const { record, writer, count, tornBytes, names } = scan
  const sequence = new Uint32Array(count)
  const columns = scan.fields.map(([name, field]) => {
    const isNumber = field.type !== 'text' && field.type !== 'enum'
    return [name, isNumber ? new Float64Array(count) : new Array<string>(count)] as const
  })
  for (const batch of scan.batches()) {
    sequence.set(batch.sequence, batch.first)
    for (const [index, [, whole]] of columns.entries()) {
      const part = batch.columns[index] ?? new Uint8Array()
      if (whole instanceof Float64Array) whole.set(part, batch.first)
      else textsInto(whole, batch.first, part, textsOf(scan.fields[index]?.[1], names))
    }
  }
  const gaps = sequence.reduce((sum, number, row) => (number === row + 1 ? sum : sum + 1), 0)
  return { record, writer, count, sequence, columns: Object.fromEntries(columns), tornBytes, gaps }
}

/** What the codes of a field stand for. */
function textsOf(field: FieldType | undefined, names: readonly string[]): readonly string[] {
  return field?.type === 'enum' ? field.of : names
}

function textsInto(
  whole: string[],
  first: number,
  codes: CodedColumn,
  texts: readonly string[],
): void {
  for (const [row, code] of codes.entries()) whole[first + row] = texts[code] ?? `?${code}`
}
