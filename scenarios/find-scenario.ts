import { existsSync, readdirSync, statSync } from 'node:fs'
import { extname, isAbsolute, join, resolve } from 'node:path'
import { GatedrillError } from '../ledger/errors.ts'
import { scenarioErrorCodes, scenarioProblem } from './errors.ts'
import { nearestOf } from './nearest.ts'

/** The drills that are shipped. */
export const libraryFolder = join(import.meta.dirname, 'library')

// `.js`: in a published package the library is built.
const extensions = ['.ts', '.js', '.mjs', '.yaml', '.yml', '.json']

/** Names of the library's scenarios, sorted. */
export function libraryNames(folder = libraryFolder): readonly string[] {
  const names = readdirSync(folder)
    .filter((file) => !file.endsWith('.d.ts') && extensions.includes(extname(file)))
    .map((file) => file.slice(0, -extname(file).length))
  return [...new Set(names)].toSorted()
}

/**
 * The file that a scenario's name or path stands for: a path when it has a folder or an
 * extension, else a name in the library. Paths are relative to the working directory.
 */
export function findScenario(nameOrPath: string, folder = libraryFolder): string {
  if (isPath(nameOrPath)) return fileAt(nameOrPath)
  const found = extensions
    .map((extension) => join(folder, `${nameOrPath}${extension}`))
    .find((file) => existsSync(file))
  if (found !== undefined) return found
  if (isFolder(resolve(nameOrPath))) throw folderInPlace(nameOrPath)
  const names = libraryNames(folder)
  const nearest = nearestOf(nameOrPath, names)
  throw new GatedrillError(
    scenarioProblem({
      code: scenarioErrorCodes.notFound,
      where: nameOrPath,
      what: 'no scenario of this name',
      why: `the library has ${names.join(', ')}`,
      fix: nearest === undefined ? 'name one of these, or a file: ./my-drill.yaml' : `${nearest}?`,
    }),
  )
}

function isPath(nameOrPath: string): boolean {
  return (
    /[\\/]/.test(nameOrPath) || isAbsolute(nameOrPath) || extensions.includes(extname(nameOrPath))
  )
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

function folderInPlace(path: string): GatedrillError {
  return new GatedrillError(
    scenarioProblem({
      code: scenarioErrorCodes.notFound,
      where: path,
      what: 'this is a folder, and no scenario',
      why: 'a scenario is one file; a folder is the configuration that its gateway loads',
      fix: `name a scenario, and the folder by --config ${path}; "gatedrill init --config ${path}" writes a first one`,
    }),
  )
}

function fileAt(path: string): string {
  const file = resolve(path)
  if (isFolder(file)) throw folderInPlace(path)
  const isFile = statSync(file, { throwIfNoEntry: false })?.isFile() === true
  if (isFile && extensions.includes(extname(file))) return file
  throw new GatedrillError(
    scenarioProblem({
      code: isFile ? scenarioErrorCodes.unreadable : scenarioErrorCodes.notFound,
      where: path,
      what: isFile
        ? `${extname(file) || 'a file without extension'} is no scenario`
        : 'no such file',
      why: isFile
        ? `a scenario is one of ${extensions.join(', ')}`
        : `${file} is looked for, from the working directory`,
      fix: isFile
        ? 'rename it by what it holds'
        : 'give the path of a scenario, or a name that "gatedrill list" shows',
    }),
  )
}
