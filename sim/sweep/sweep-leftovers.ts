import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { ProcessIdentity } from '../../ledger/run.ts'
import { isDead, readStateFiles, stateHome } from '../game-day/state-file.ts'
import { stateFolderOf } from '../launches.ts'
import { lifeOf, processIdentitySchema } from '../processes/process-identity.ts'

/** What was left of runs whose controller died, and is now gone. */
export type Swept = {
  /** Run folders whose secrets were removed. */
  readonly folders: readonly string[]
  /** Processes that had outlived their controller, by their names. */
  readonly processes: readonly string[]
  /** State files of game days. */
  readonly stateFiles: readonly string[]
}

const manifestSchema = z.looseObject({
  ended: z.string().optional(),
  controller: processIdentitySchema.optional(),
})

const startedSchema = z.looseObject({
  kind: z.literal('process-started'),
  source: z.string(),
  detail: z.looseObject({ identity: processIdentitySchema }),
})

/**
 * Removes what runs below `results` left whose controller is surely dead: secrets, processes,
 * state files. A process is ended only when the run wrote down its number with its start, that very
 * process still lives, and it runs a main of the project; what cannot be told from here is let be.
 */
export function sweepLeftovers(results: string, home = stateHome()): Swept {
  const swept = deadRunsIn(results).map((folder) => ({
    folder,
    processes: endOrphansOf(folder),
    hadSecrets: removeIfThere(stateFolderOf(folder)),
  }))
  const stateFiles = readStateFiles(home).filter(({ state }) => isDead(state))
  return {
    folders: swept.filter(({ hadSecrets }) => hadSecrets).map(({ folder }) => folder),
    processes: swept.flatMap(({ processes }) => processes),
    stateFiles: stateFiles.map(({ file }) => file).filter(removeIfThere),
  }
}

/** Run folders and state files that `sweepLeftovers` would see to; removes nothing. */
export function leftoversIn(results: string, home = stateHome()): readonly string[] {
  const folders = deadRunsIn(results).filter(
    (folder) =>
      existsSync(stateFolderOf(folder)) ||
      startedIn(folder).some(({ identity }) => isOurs(identity)),
  )
  const stateFiles = readStateFiles(home).filter(({ state }) => isDead(state))
  return [...folders, ...stateFiles.map(({ file }) => file)]
}

/** Runs that never wrote an end, and whose controller is gone. */
function deadRunsIn(results: string): readonly string[] {
  if (!existsSync(results)) return []
  return readdirSync(results, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(results, name))
    .flatMap((folder) => [folder, ...trialFoldersIn(folder)])
    .filter((folder) => {
      const manifest = manifestSchema.safeParse(jsonIn(join(folder, 'run.json')))
      if (!manifest.success || manifest.data.ended !== undefined) return false
      const { controller } = manifest.data
      return controller !== undefined && lifeOf(controller) === 'gone'
    })
}

/** A search for capacity has a world for each number of units. */
function trialFoldersIn(folder: string): readonly string[] {
  if (!existsSync(join(folder, 'units-1'))) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^units-\d+$/.test(entry.name))
    .map(({ name }) => join(folder, name))
}

function endOrphansOf(folder: string): readonly string[] {
  return startedIn(folder)
    .filter(({ identity }) => isOurs(identity) && end(identity))
    .map(({ name, identity }) => `${name} (${identity.pid})`)
}

/** That very process lives and runs a main of the project: a forged folder ends nobody else's. */
function isOurs(identity: ProcessIdentity): boolean {
  const words = textIn(`/proc/${identity.pid}/cmdline`)?.split('\0') ?? []
  return words.some((word) => mainPattern.test(word)) && lifeOf(identity) === 'alive'
}

const mainPattern = /\/(gateway|load|sim\/[a-z-]+)\/main\.[jt]s$/

function startedIn(folder: string): readonly { name: string; identity: ProcessIdentity }[] {
  const text = textIn(join(folder, 'events.ndjson')) ?? ''
  return text.split('\n').flatMap((line) => {
    // Most lines are of other kinds, and there may be many.
    if (!line.includes('"process-started"')) return []
    const started = startedSchema.safeParse(parsed(line))
    if (!started.success) return []
    return [{ name: started.data.source, identity: started.data.detail.identity }]
  })
}

function end({ pid }: ProcessIdentity): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    // Gone in between, or not ours to end.
    return false
  }
}

function removeIfThere(path: string): boolean {
  if (!existsSync(path)) return false
  rmSync(path, { recursive: true, force: true })
  return true
}

function jsonIn(path: string): unknown {
  return parsed(textIn(path) ?? '')
}

function textIn(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
