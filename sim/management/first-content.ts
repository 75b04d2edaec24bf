import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { type RevisionContent, revisionContentSchema } from '../../ledger/revision.ts'

/** Reads the configuration that becomes revision 1; throws an error that names the file. */
export async function firstContentOf(file: string): Promise<RevisionContent> {
  const content = revisionContentSchema.safeParse(await jsonOf(file))
  if (content.success) return content.data
  throw new Error(`${file} is no gateway configuration:\n${z.prettifyError(content.error)}`)
}

async function jsonOf(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new Error(`${file} cannot be read as JSON: ${String(error)}`, { cause: error })
  }
}
