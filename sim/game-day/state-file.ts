import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { makeFolder } from '../../ledger/make-folder.ts'
import { lifeOf, processIdentitySchema } from '../processes/process-identity.ts'

/** What another command of the same user needs to reach a game day that is up. */
export const stateFileSchema = z.strictObject({
  format: z.literal('gatedrill-game-day-1'),
  scenario: z.string(),
  runId: z.string(),
  /** The run folder, absolute. */
  folder: z.string(),
  /** Of the controller's API, on 127.0.0.1. */
  port: z.number().int().positive(),
  token: z.string(),
  startedAt: z.string(),
  pid: z.number().int().positive(),
  /** Absent where the system does not tell. */
  controller: processIdentitySchema.optional(),
})

export type GameDayState = z.infer<typeof stateFileSchema>

/** Where state files are: `$GATEDRILL_STATE_HOME`, else `gatedrill` in the user's state folder. */
export function stateHome(env: NodeJS.ProcessEnv = process.env): string {
  const own = env.GATEDRILL_STATE_HOME
  if (own !== undefined && own !== '') return own
  const base = env.XDG_STATE_HOME
  return join(
    base === undefined || base === '' ? join(homedir(), '.local/state') : base,
    'gatedrill',
  )
}

/** Writes the file for its owner's eyes alone; disposing removes it. */
export function writeStateFile(state: GameDayState, home = stateHome()): Disposable {
  const folder = folderOf(home)
  makeFolder(folder, 0o700)
  const file = join(folder, `${state.runId}.json`)
  writeFileSync(`${file}.part`, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.part`, file)
  return { [Symbol.dispose]: () => rmSync(file, { force: true }) }
}

export type FoundState = { readonly file: string; readonly state: GameDayState }

/** Every state file that can be read, in the order of their starts; others are let be. */
export function readStateFiles(home = stateHome()): readonly FoundState[] {
  const folder = folderOf(home)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const file = join(folder, name)
      const state = stateIn(file)
      return state === undefined ? [] : [{ file, state }]
    })
    .toSorted((a, b) => (a.state.startedAt < b.state.startedAt ? -1 : 1))
}

/** Whether its controller is surely dead. */
export function isDead({ pid, controller }: GameDayState): boolean {
  if (controller !== undefined) return lifeOf(controller) === 'gone'
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}

function stateIn(file: string): GameDayState | undefined {
  try {
    const parsed = stateFileSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

function folderOf(home: string): string {
  return join(home, 'game-days')
}
