import { expect, test } from 'vitest'
import { type Room, rooms, type Source, sourcesOf } from './sources.ts'

/** The right-hand column of docs/style: which room may import which. */
const mayImport: Record<Room, readonly Room[]> = {
  ledger: [],
  wire: [],
  scenarios: ['ledger'],
  sim: ['ledger', 'scenarios'],
  gateway: ['ledger', 'wire'],
  load: ['ledger', 'wire'],
  reports: ['ledger', 'scenarios'],
  advice: ['ledger', 'scenarios', 'sim', 'gateway'],
  cli: ['ledger', 'wire', 'scenarios', 'sim', 'gateway', 'load', 'reports', 'advice'],
}

const sources = sourcesOf(rooms)

test.each(rooms)('%s imports only the rooms it may', (room) => {
  const allowed: readonly string[] = [room, ...mayImport[room]]
  const trespasses = sources
    .filter((source) => source.room === room)
    .flatMap(({ path, imports }) =>
      imports
        .filter((target) => !allowed.includes(target.path.split('/')[0] ?? ''))
        .map((target) => `${path} -> ${target.path}`),
    )
  expect(trespasses).toEqual([])
})

test('who makes a disposable stack imports it, for Node 22 has none', () => {
  const makers = sources
    .filter(({ text }) => /(new|extends) (Async)?DisposableStack\b/.test(text))
    .filter(({ text }) => !/^import '[./]+\/ledger\/disposable-stack\.ts'$/m.test(text))
  expect(makers.map(({ path }) => path)).toEqual([])
})

test('no file imports itself through others', () => {
  expect(cyclesOf(sources)).toEqual([])
})

test('the search for cycles finds one', () => {
  const source = (path: string, target: string): Source => ({
    path,
    room: 'ledger',
    text: '',
    imports: [{ path: target, isTypeOnly: false }],
  })
  expect(cyclesOf([source('a', 'b'), source('b', 'c'), source('c', 'a')])).toEqual([
    'a > b > c > a',
  ])
})

/** Cycles of imports that exist at run time; types alone bind nothing. */
function cyclesOf(files: readonly Source[]): string[] {
  const targets = new Map(
    files.map(({ path, imports }) => [
      path,
      imports.filter((target) => !target.isTypeOnly).map((target) => target.path),
    ]),
  )
  const done = new Set<string>()
  const found: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) found.push([...trail.slice(start), path].join(' > '))
    if (start >= 0 || done.has(path)) return
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path])
    done.add(path)
  }
  for (const path of targets.keys()) visit(path, [])
  return found
}
