import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** A program that is built from a Go module of its own. */
export type K6Build = {
  /** Its file in the cache folder. */
  readonly program: string
  /** Where the module lies; absolute. */
  readonly folder: string
  readonly about: string
}

const here = import.meta.dirname

/** By the argument of `npm run build:k6`. */
export const k6Builds = {
  v2: {
    program: 'k6',
    folder: resolve(here, '../output'),
    about: 'k6 v2.2.0 with the output of gatedrill',
  },
  v1: { program: 'k6-v1', folder: resolve(here, '../v1'), about: 'k6 v1.8.1 as it is' },
} as const satisfies Readonly<Record<string, K6Build>>

/** Four folders up in a checkout, five in a built package. */
const roots = ['../../../..', '../../../../..'].map((up) => resolve(here, up))
const root = roots.find((folder) => existsSync(resolve(folder, 'package.json'))) ?? here

/** Where built programs lie; git ignores it. */
export const k6CacheFolder = resolve(root, '.cache/k6')

/** The built program, whether it is there or not. */
export function builtPathOf({ program }: K6Build): string {
  return resolve(k6CacheFolder, process.platform === 'win32' ? `${program}.exe` : program)
}

/** Of everything that goes into a build; the same digest builds the same program. */
export function sourceDigestOf({ folder }: K6Build, toolchain: readonly string[]): string {
  const hash = createHash('sha256').update(toolchain.join('\0'))
  for (const file of readdirSync(folder).toSorted()) {
    hash.update(`\0${file}\0`).update(readFileSync(resolve(folder, file)))
  }
  return hash.digest('hex')
}

/** The Go toolchain: on PATH, or where its installer puts it; undefined where there is none. */
export function goProgram(path: string): string | undefined {
  const name = process.platform === 'win32' ? 'go.exe' : 'go'
  const folders = [...path.split(process.platform === 'win32' ? ';' : ':'), '/usr/local/go/bin']
  return folders.map((folder) => resolve(folder, name)).find((file) => existsSync(file))
}
