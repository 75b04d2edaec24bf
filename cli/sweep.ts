import { type Swept, sweepLeftovers } from '../sim/sweep/sweep-leftovers.ts'

/** Removes what dead runs left, and says on standard error what that was. */
export function sweep(results: string): void {
  const text = sweptText(sweepLeftovers(results))
  if (text !== undefined) process.stderr.write(`${text}\n`)
}

/** One sentence; undefined when there was nothing. */
export function sweptText({ folders, processes, stateFiles }: Swept): string | undefined {
  const parts = [
    ...(processes.length === 0 ? [] : [`the processes ${processes.join(', ')}`]),
    ...(folders.length === 0 ? [] : [`the secrets in ${folders.join(', ')}`]),
    ...(stateFiles.length === 0 ? [] : [`${stateFiles.length} state files of game days`]),
  ]
  if (parts.length === 0) return undefined
  return `swept up after runs whose controller died: ${parts.join('; ')}`
}
