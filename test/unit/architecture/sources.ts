import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../../..')

export const rooms = [
  'ledger',
  'wire',
  'scenarios',
  'sim',
  'gateway',
  'load',
  'reports',
  'advice',
  'cli',
] as const
export type Room = (typeof rooms)[number]

export type Source = {
  /** Relative to the repository, with `/`. */
  readonly path: string
  readonly room: string
  readonly text: string
  /** Relative paths of the project's own files that it imports. */
  readonly imports: readonly { readonly path: string; readonly isTypeOnly: boolean }[]
}

/** Every TypeScript file of the rooms. */
export function sourcesOf(folders: readonly string[]): Source[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => sourceOf(`${folder}/${path.replaceAll('\\', '/')}`)),
  )
}

function sourceOf(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8')
  const imports = [...text.matchAll(/^(?:import|export)\s(type\s)?[^'"]*?from '(\.[^']+)'/gms)].map(
    (match) => ({
      path: relative(root, resolve(root, dirname(path), match[2] ?? '')).replaceAll('\\', '/'),
      isTypeOnly: match[1] !== undefined,
    }),
  )
  return { path, room: path.split('/')[0] ?? '', text, imports }
}
