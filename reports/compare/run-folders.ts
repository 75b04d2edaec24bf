import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { reportError } from '../errors.ts'

/** The run folder itself, or those in it, by name. Throws COMPARE_EMPTY. */
export function runFoldersIn(folder: string): readonly string[] {
  const isRun = (path: string) => existsSync(join(path, 'run.json'))
  if (isRun(folder)) return [folder]
  const inside = existsSync(folder) ? readdirSync(folder).toSorted() : []
  const runs = inside.map((name) => join(folder, name)).filter(isRun)
  if (runs.length > 0) return runs
  throw reportError({
    code: 'COMPARE_EMPTY',
    where: folder,
    what: existsSync(folder)
      ? 'no run.json here, nor in a folder in it'
      : 'there is no such folder',
    why: 'runs are compared from the folders that drills wrote',
    fix: 'name a folder under results/, or one that holds the runs of several trials',
  })
}
