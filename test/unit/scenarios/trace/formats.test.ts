import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { TraceRecord } from '../../../../scenarios/trace/define-format.ts'
import { readTrace } from '../../../../scenarios/trace/read-trace.ts'
import * as registry from '../../../../scenarios/trace/registry.ts'

const folder = mkdtempSync(join(tmpdir(), 'trace-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function read(name: string, text: string) {
  const file = join(folder, name)
  writeFileSync(file, text)
  const records: TraceRecord[] = []
  return { ...(await readTrace({ file }, (record) => records.push(record))), records }
}

test.each(Object.values(registry))(
  'the example of $name is read without a rest',
  async (format) => {
    const name = { csv: 'a.csv', combined: 'access.log', 'gateway-logs': 'a.jsonl' }[format.name]
    const { records, unreadable } = await read(name ?? '', format.example)
    expect(records.length).toBeGreaterThan(0)
    expect(unreadable).toBe(0)
  },
)

test.each<[string, string, Partial<TraceRecord>[], number]>([
  [
    'a.csv',
    'method,path,time\nget,/a,2026-01-01T00:00:00.25Z\n"POST","/b?x=""1"",2",1.5\n,/c,1\nGET,/d,soon\n',
    [
      { atMs: Date.UTC(2026, 0, 1, 0, 0, 0, 250), method: 'GET', path: '/a' },
      { atMs: 1_500, method: 'POST', path: '/b?x="1",2' },
    ],
    2,
  ],
  ['a.csv', 'time,operation\n0,buy\n\n1,\n', [{ atMs: 0, operation: 'buy' }], 1],
  ['a.csv', 'when,path\n0,/a\n', [], 2],
  [
    'access.log',
    [
      '10.0.0.1 - - [29/Feb/2024:23:59:59 +0100] "GET /orders/7?key=1 HTTP/1.1" 200 12',
      '::1 - a user [01/Dec/2024:00:00:00 +0000] "post http://gateway.example/orders HTTP/1.0" 201 -',
      'no log line',
      '10.0.0.1 - - [29/Foo/2024:23:59:59 +0100] "GET / HTTP/1.1" 200 12',
      '10.0.0.1 - - [29/Feb/2024:23:59:59 +0100] "-" 408 -',
    ].join('\r\n'),
    [
      { atMs: Date.UTC(2024, 1, 29, 22, 59, 59), method: 'GET', path: '/orders/7?key=1' },
      { atMs: Date.UTC(2024, 11, 1), method: 'POST', path: '/orders' },
    ],
    3,
  ],
  [
    'a.jsonl',
    [
      '{"records":[{"time":"2026-03-01T10:00:00Z","category":"GatewayLogs","properties":{"method":"GET","url":"https://g.example/a?b=1","apiId":"orders;rev=2","operationId":"get"}},{"time":"2026-03-01T10:00:01Z","category":"AuditLogs"}]}',
      '{"TimeGenerated":"2026-03-01T10:00:02Z","Category":"GatewayLogs","Method":"PUT","Url":"https://g.example/c"}',
      '{"time":"2026-03-01T10:00:03Z","category":"WebSocketConnectionLogs"}',
      '{"time":"2026-03-01T10:00:03Z","category":"GatewayLogs"}',
      '[1]',
      '{"cut',
    ].join('\n'),
    [
      { atMs: Date.UTC(2026, 2, 1, 10), method: 'GET', path: '/a?b=1', entity: 'orders/get' },
      { atMs: Date.UTC(2026, 2, 1, 10, 0, 2), method: 'PUT', path: '/c' },
    ],
    3,
  ],
])('%s: what is no request is counted, and the rest is read', async (name, text, expected, bad) => {
  const { records, unreadable } = await read(name, text)
  expect(records).toMatchObject(expected)
  expect([records.length, unreadable]).toEqual([expected.length, bad])
})

test('a line beyond any request is not tried', async () => {
  const { records, unreadable } = await read('a.csv', `time,operation\n0,${'a'.repeat(70_000)}\n`)
  expect([records.length, unreadable]).toEqual([0, 1])
})
