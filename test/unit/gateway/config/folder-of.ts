import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type GivenToArtifacts, loadArtifacts } from '../../../../gateway/config/load-artifacts.ts'
import { GatedrillError, type Problem } from '../../../../ledger/errors.ts'

export type Files = Readonly<Record<string, unknown>>

/** A folder with these files for the length of a test; what is no text is written as JSON. */
export async function folderOf(files: Files): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gatedrill-artifacts-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    const text = typeof content === 'string' ? content : JSON.stringify(content, undefined, 2)
    await writeFile(join(folder, path), text)
  }
  return folder
}

export const given: GivenToArtifacts = {
  namedValues: {},
  keysOf: (id) => ({ primary: `${id}-primary`, secondary: `${id}-secondary` }),
}

/** One API with one operation, which every folder needs. */
export const echoApi: Files = {
  'apis/echo/apiInformation.json': { properties: { path: 'echo', displayName: 'Echo' } },
  'apis/echo/specification.yaml':
    'openapi: 3.0.1\npaths:\n  /it:\n    get:\n      operationId: it\n',
}

export async function contentOf(files: Files, more: Partial<GivenToArtifacts> = {}) {
  return await loadArtifacts(await folderOf({ ...echoApi, ...files }), { ...given, ...more })
}

/** The problems that loading ends with, with the folder taken out of their places. */
export async function problemsOf(files: Files): Promise<readonly Problem[]> {
  const folder = await folderOf(files)
  try {
    await loadArtifacts(folder, given)
  } catch (error) {
    if (!(error instanceof GatedrillError)) throw error
    return error.problems.map((problem) => ({
      ...problem,
      where: problem.where.replace(`${folder}/`, '').replace(folder, '<folder>'),
    }))
  }
  return []
}
