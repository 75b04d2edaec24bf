import { parseArgs } from 'node:util'
import { GatedrillError } from '../../ledger/errors.ts'

/** What stands behind a bench's name: `--quick` or nothing. */
export function isQuickOf(bench: string, words: readonly string[]): boolean {
  try {
    const options = { quick: { type: 'boolean', default: false } } as const
    return parseArgs({ args: [...words], options }).values.quick
  } catch (error) {
    throw new GatedrillError({
      code: 'BENCH_OPTION',
      where: words.join(' '),
      what: error instanceof Error ? error.message : String(error),
      why: `${bench} takes --quick and nothing else`,
      fix: `npm run bench ${bench} -- --quick`,
    })
  }
}
