import { readFileSync } from 'node:fs'
import { GatedrillError } from '../ledger/errors.ts'
import type { LoadLaunch } from '../ledger/launch/load.ts'
import { loadErrorCodes, loadProblem } from './errors.ts'

/** What a generator has open beside its connections: pipes, ledger, modules, a question for a name. */
const ownFiles = 40

/**
 * Refuses connections that this process may not open all at once: requests without one would look
 * like those that the system lost. `filesMax` is infinite where the system
 * does not tell.
 */
export function checkDescriptors(
  { connections, populations }: Pick<LoadLaunch, 'connections' | 'populations'>,
  filesMax = openFilesMax(),
): void {
  const all = populations?.reduce((sum, population) => sum + population.connections, 0)
  const needed = (all ?? connections) + ownFiles
  if (needed <= filesMax) return
  throw new GatedrillError(
    loadProblem({
      code: loadErrorCodes.tooFewDescriptors,
      where: 'load.connections',
      what: `${needed - ownFiles} connections need ${needed} open files, and this process may have ${filesMax}`,
      why: 'each connection is a file of the process, and its limit was set outside (ulimit -n)',
      fix: `run "ulimit -n ${needed}" before the drill (or raise LimitNOFILE of its service), lower load.connections, or raise load.generators`,
    }),
  )
}

/** Of Linux; the soft limit, which Node raises to the hard one as it starts. */
export function openFilesMax(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8')
    const max = Number(/^Max open files +(\d+)/m.exec(limits)?.[1])
    return Number.isFinite(max) ? max : Number.POSITIVE_INFINITY
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
