import { type Command, Option } from 'commander'
import { countOf } from '../options.ts'
import { tableFormats } from '../print-table.ts'

export function addQuery(program: Command): void {
  program
    .command('query')
    .description('ask the ledgers of a run in SQL')
    .argument('<run>', 'the run folder, results/zone-down-... say')
    .argument('[sql]', 'for DuckDB, over the relations of the run; absent: lists them')
    .addOption(
      new Option('--format <format>', 'of the answer').choices([...tableFormats]).default('table'),
    )
    .option('--max-rows <count>', 'of the answer', countOf, 1_000)
    .addHelpText(
      'after',
      `
Examples:
  gatedrill query results/zone-down-20261121-094315
  gatedrill query results/zone-down-... "SELECT zone, outcome, count(*) FROM requests GROUP BY ALL ORDER BY ALL"
  gatedrill query results/zone-down-... "FROM per_second" --format csv > seconds.csv`,
    )
    .action(async (folder: string, sql: string | undefined, options) => {
      const { query } = await import('../actions/query.ts')
      await query(folder, sql, options)
    })
}
