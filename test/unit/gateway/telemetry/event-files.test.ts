import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { eventFiles } from '../../../../gateway/telemetry/event-files.ts'

function sinkOf() {
  const folder = mkdtempSync(join(tmpdir(), 'events-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const failures: unknown[] = []
  const sink = eventFiles({
    folder: join(folder, 'sink'),
    writer: 'w1-a-1',
    unixMs: () => 1_700_000_000_000,
    failed: (error) => failures.push(error),
  })
  const linesOf = (logger: string) =>
    readFileSync(join(folder, 'sink', `eventhub-${logger}-w1-a-1.jsonl`), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
  return { sink, linesOf, folder, failures }
}

test('each logger has a file with a line for each event, written at the end of the turn', async () => {
  const { sink, linesOf, folder } = sinkOf()
  sink.send('usage', { body: 'a\nb', partitionKey: 'contoso' })
  sink.send('usage', { body: 'c', partitionId: '2' })
  sink.send('../audit', { body: '' })
  expect(readdirSync(join(folder, 'sink'))).toEqual([])
  await nextTurn()
  const at = '2023-11-14T22:13:20.000Z'
  expect(linesOf('usage')).toEqual([
    { at, partitionKey: 'contoso', bytes: 3, body: 'a\nb' },
    { at, partitionId: '2', bytes: 1, body: 'c' },
  ])
  // A logger's name never leads out of the folder.
  expect(linesOf('.._audit')).toEqual([{ at, bytes: 0, body: '' }])
})

test('messages of a service bus have files of their own, with their properties', () => {
  const { sink, folder } = sinkOf()
  sink.send('orders', { body: 'x', properties: { source: 'gateway' } }, 'servicebus')
  sink[Symbol.dispose]()
  const file = join(folder, 'sink', 'servicebus-orders-w1-a-1.jsonl')
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    at: '2023-11-14T22:13:20.000Z',
    properties: { source: 'gateway' },
    bytes: 1,
    body: 'x',
  })
})

test('an event above 200 KB is cut where no character is split', () => {
  const { sink, linesOf } = sinkOf()
  sink.send('usage', { body: `a${'é'.repeat(110_000)}` })
  sink[Symbol.dispose]()
  expect(linesOf('usage')).toEqual([
    expect.objectContaining({ bytes: 220_001, isCut: true, body: `a${'é'.repeat(102_399)}` }),
  ])
})

test('a folder that is gone loses events, says so once, and ends nothing', () => {
  const { sink, folder, failures } = sinkOf()
  rmSync(folder, { recursive: true })
  for (const body of ['a', 'b']) {
    sink.send('usage', { body })
    sink[Symbol.dispose]()
  }
  expect(failures).toHaveLength(1)
})

test('without a folder nothing is kept', () => {
  const sink = eventFiles({ folder: undefined, writer: 'w', unixMs: () => 0, failed: () => {} })
  sink.send('usage', { body: 'a' })
  expect(sink.isOpen).toBe(false)
})
