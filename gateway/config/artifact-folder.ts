import { readdir, readFile, stat } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { GatedrillError } from '../../ledger/errors.ts'

/** The texts of an artifact folder by path inside it, with `/` between the names. */
export type ArtifactFolder = {
  /** As it was given, for messages. */
  readonly folder: string
  readonly texts: ReadonlyMap<string, string>
  /** Names of the folders directly inside `path`, sorted; empty when there is no such folder. */
  foldersIn(path: string): readonly string[]
  /** A path as a person would look for it. */
  placeOf(path: string): string
}

const readableEndings = ['.json', '.yaml', '.yml', '.xml', '.graphql']
// Generous against the largest real extracts, and a bound for a folder given by mistake.
const usualLimits = { files: 50_000, bytes: 256 * 1024 * 1024 }
const depthMax = 12

/**
 * Reads every JSON, YAML, XML and GraphQL file below a folder. Symbolic links are not followed: the folder
 * may come from someone else and must not reach outside itself.
 */
export async function readArtifactFolder(
  folder: string,
  limits = usualLimits,
): Promise<ArtifactFolder> {
  const found = await stat(folder).catch(() => undefined)
  if (found === undefined || !found.isDirectory()) throw missing(folder, found !== undefined)
  const texts = new Map<string, string>()
  const folders = new Map<string, string[]>()
  const read = { files: 0, bytes: 0 }
  await readInto('', 0)
  return {
    folder,
    texts,
    foldersIn: (path) => folders.get(path) ?? [],
    placeOf: (path) => join(folder, path),
  }

  async function readInto(path: string, depth: number): Promise<void> {
    const inside: string[] = []
    folders.set(path, inside)
    const entries = await readdir(join(folder, path), { withFileTypes: true })
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
      const inner = posix.join(path, entry.name)
      if (entry.isDirectory() && depth < depthMax) {
        inside.push(entry.name)
        await readInto(inner, depth + 1)
      } else if (entry.isFile() && isReadable(entry.name)) await readText(inner)
    }
  }

  async function readText(path: string): Promise<void> {
    const bytes = await readFile(join(folder, path))
    read.files += 1
    read.bytes += bytes.length
    if (read.files > limits.files || read.bytes > limits.bytes) throw tooLarge(folder, limits)
    texts.set(path, textOf(bytes, join(folder, path)))
  }
}

/** Texts that lie in no folder, as if they did; `folder` stands before every place. */
export function artifactsOf(texts: ReadonlyMap<string, string>, folder = ''): ArtifactFolder {
  const folders = new Map<string, Set<string>>()
  for (const path of texts.keys()) {
    const names = path.split('/').slice(0, -1)
    for (const [depth, name] of names.entries()) {
      const above = names.slice(0, depth).join('/')
      folders.set(above, (folders.get(above) ?? new Set()).add(name))
    }
  }
  return {
    folder,
    texts,
    foldersIn: (path) => [...(folders.get(path) ?? [])].toSorted(),
    placeOf: (path) => join(folder, path),
  }
}

/** Without a byte order mark, which extractors on Windows write and no parser wants. */
function textOf(bytes: Buffer, place: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new GatedrillError({
      code: 'ARTIFACTS_ENCODING',
      where: place,
      what: 'the file is not UTF-8 text',
      why: 'extractors write UTF-8; read otherwise, names and values would be other ones',
      fix: 'save it as UTF-8',
    })
  }
}

function isReadable(name: string): boolean {
  const lower = name.toLowerCase()
  return readableEndings.some((ending) => lower.endsWith(ending))
}

function missing(folder: string, isThere: boolean): GatedrillError {
  return new GatedrillError({
    code: 'ARTIFACTS_FOLDER_MISSING',
    where: folder,
    what: isThere ? 'this is a file, not a folder' : 'there is no such folder',
    why: 'the gateway reads its configuration from an APIOps artifact folder',
    fix: 'give the folder that holds apis/, products/ and policy.xml, as the extractor wrote it',
  })
}

function tooLarge(folder: string, { files, bytes }: typeof usualLimits): GatedrillError {
  return new GatedrillError({
    code: 'ARTIFACTS_TOO_LARGE',
    where: folder,
    what: `more than ${files} files or ${bytes} bytes lie below this folder`,
    why: 'an artifact folder is far smaller; this is probably another folder',
    fix: 'give the artifact folder itself',
  })
}
