import { join } from 'node:path'
import { loadArtifacts } from '../../../../gateway/config/load-artifacts.ts'
import type { RevisionContent } from '../../../../ledger/revision.ts'
import { root } from '../../architecture/sources.ts'

export const ordersFolder = join(root, 'scenarios/configs/orders')

const keysOf = (id: string) => ({ primary: `first-of-${id}`, secondary: `second-of-${id}` })

/** The configuration that most drills run, as a drill loads it. */
export async function ordersContent(): Promise<RevisionContent> {
  return (await loadArtifacts(ordersFolder, { namedValues: {}, keysOf })).content
}
