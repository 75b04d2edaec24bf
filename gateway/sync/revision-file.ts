import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { isIntact, type Revision, revisionSchema } from '../../ledger/revision.ts'

const fileName = 'revision.json'

/** Keeps the last revision of an instance on disk, whole or not at all. */
export function keepRevision(stateFolder: string, revision: Revision): void {
  mkdirSync(stateFolder, { recursive: true })
  const path = join(stateFolder, fileName)
  const file = openSync(`${path}.new`, 'w')
  try {
    writeSync(file, JSON.stringify(revision))
    // Without it a loss of power could leave the new name with an empty file.
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(`${path}.new`, path)
}

/** The revision that was kept; undefined when there is none, or none that is intact. */
export function keptRevision(stateFolder: string): Revision | undefined {
  try {
    const text = readFileSync(join(stateFolder, fileName), 'utf8')
    const revision = revisionSchema.safeParse(JSON.parse(text))
    return revision.success && isIntact(revision.data) ? revision.data : undefined
  } catch {
    // Absent or torn: an instance then starts as if it were its first time.
    return undefined
  }
}
