import { styleText } from 'node:util'
import { columnsOf, RunTables } from '../../reports/query/run-tables.ts'
import { type TableFormat, textOfTable } from '../print-table.ts'
import { tellWarnings } from '../tell-warnings.ts'

export type QueryOptions = { readonly format: TableFormat; readonly maxRows: number }

/** Prints the answer to a query over a run; without one, what there is to ask for. */
export async function query(
  folder: string,
  sql: string | undefined,
  { format, maxRows }: QueryOptions,
): Promise<void> {
  await using tables = await RunTables.open(folder)
  tellWarnings(tables)
  if (sql === undefined) {
    process.stdout.write(await listOf(tables))
    return
  }
  const answer = await tables.answer(sql, maxRows)
  process.stdout.write(textOfTable(answer, format))
  if (answer.isCut)
    process.stderr.write(`There are more than ${maxRows} rows; --max-rows asks for more.\n`)
}

async function listOf(tables: RunTables): Promise<string> {
  const relations = await columnsOf(tables)
  return relations
    .map(
      ({ name, about, columns }) => `${styleText('bold', name)}  ${about}\n${wrapped(columns)}\n`,
    )
    .join('\n')
}

function wrapped(columns: string): string {
  return columns.replaceAll(/(.{1,96})(?:, |$)/g, '    $1\n').trimEnd()
}
