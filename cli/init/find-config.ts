import { readdirSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { armTemplateHelp, isArmTemplate } from '../../gateway/config/arm-template.ts'
import { GatedrillError } from '../../ledger/errors.ts'

/** The first folder in `folder`, or itself, that is laid out as the APIOps extractor does. */
export function findConfig(folder: string): string | undefined {
  if (isConfig(folder)) return folder
  return foldersIn(folder)
    .map((name) => join(folder, name))
    .find(isConfig)
}

/** The folder that was named, when it is laid out so; a GatedrillError otherwise. */
export function configFolderOf(named: string): string {
  // As a shell does with what is typed to it, which nobody does with an answer.
  const folder = named.replace(/^~(?=\/|$)/, homedir())
  if (folder !== '' && isConfig(folder)) return folder
  throw new GatedrillError({
    code: 'CLI_INIT_WITHOUT_CONFIG',
    where: named === '' ? 'configuration' : named,
    what: named === '' ? 'none is named, and none was found here' : whatOf(folder),
    why: 'the APIOps extractor writes apis/<api>/apiInformation.json into its folder',
    fix: 'name the folder that it wrote: gatedrill init --config ./my-apiops',
    ...(named === '' ? {} : helpFor(folder)),
  })
}

function whatOf(folder: string): string {
  const found = statSync(folder, { throwIfNoEntry: false })
  if (found === undefined) return 'there is no such folder'
  return found.isDirectory() ? 'this is no configuration folder' : 'this is a file, not a folder'
}

/** What is there in its place, where that can be seen. */
function helpFor(folder: string): { readonly why?: string; readonly fix?: string } {
  const near = findConfig(folder) ?? [join(folder, '..')].find(isConfig)
  if (near !== undefined) return { fix: `name ${near}` }
  const template = textFilesIn(folder).find((name) => isTemplate(join(folder, name)))
  return template === undefined ? {} : armTemplateHelp(template)
}

// Enough for the opening of a template, however long it is.
const openingLength = 2_000

function isTemplate(file: string): boolean {
  try {
    return isArmTemplate(readFileSync(file, 'utf8').slice(0, openingLength))
  } catch {
    return false
  }
}

/** JSON files of the folder itself; none when it may not be read. */
function textFilesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.toLowerCase().endsWith('.json'))
  } catch {
    return []
  }
}

function isConfig(folder: string): boolean {
  return foldersIn(join(folder, 'apis')).some((api) =>
    isFile(join(folder, 'apis', api, 'apiInformation.json')),
  )
}

/** None when there is no such folder, or it may not be read. */
function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !/^(\.|node_modules$)/.test(entry.name))
      .map(({ name }) => name)
      .toSorted()
  } catch {
    return []
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}
