import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RevisionContent, revisionOf } from '../../../ledger/revision.ts'
import { apiOf, contentOf, document, operationOf } from '../../unit/gateway/in-memory.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { localBackend } from './local-backend.ts'
import { planeOf } from './management-plane.ts'

/*
 * Configurations and requests that are made to harm: each is refused clearly, soon and without
 * much memory, by a process that goes on serving what it had.
 */

// Of one process after all of this; without any of it, it has some 100 MB.
const memoryMaxMb = 900
const refusedWithinMs = 20_000

const inbound = (xml: string) => `<policies><inbound>${xml}</inbound></policies>`
const answer = '<return-response><set-body>well</set-body></return-response>'
const good = operationOf('good', { policy: document(inbound(answer)) })

// A problem that is the same as the one before is said only once.
let documents = 0

function contentWith(xml: string, more: Partial<RevisionContent> = {}): RevisionContent {
  documents += 1
  const bad = operationOf('bad', { policy: document(xml, `bad-${documents}.xml`) })
  return contentOf({ apis: [apiOf([good, bad])], ...more })
}

const fragment = (id: string, inner: string) => ({
  id,
  policy: { file: `${id}.xml`, xml: `<fragment>${inner}</fragment>` },
})
const includes = (id: string) => `<include-fragment fragment-id="${id}" />`.repeat(20)
const laughs = Array.from(
  { length: 9 },
  (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`,
).join('')

const refusals: readonly [string, string, RevisionContent][] = [
  [
    'entities that grow when they are resolved',
    'POLICY_XML_DOCTYPE',
    contentWith(`<!DOCTYPE p [<!ENTITY l0 "lol">${laughs}]><policies>&l9;</policies>`),
  ],
  [
    'an external entity',
    'POLICY_XML_DOCTYPE',
    contentWith('<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><policies>&x;</policies>'),
  ],
  [
    'an external document type',
    'POLICY_XML_DOCTYPE',
    contentWith('<?xml version="1.0"?><!DOCTYPE p SYSTEM "http://127.0.0.1/p.dtd"><policies />'),
  ],
  [
    'a document type behind the root',
    'POLICY_XML_DOCTYPE',
    contentWith('<policies><!DOCTYPE p></policies>'),
  ],
  ['an entity that nobody defined', 'POLICY_XML_ENTITY', contentWith(inbound('<a>&lol9;</a>'))],
  [
    'a document of 10 MB',
    'POLICY_XML_TOO_LARGE',
    contentWith(inbound(`<set-body>${'x'.repeat(10_000_000)}</set-body>`)),
  ],
  [
    'elements nested 10 000 deep',
    'POLICY_XML_TOO_DEEP',
    contentWith(inbound(`${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}`)),
  ],
  [
    '100 000 attributes',
    'POLICY_XML_TOO_MANY',
    contentWith(
      inbound(`<a ${Array.from({ length: 100_000 }, (_, at) => `a${at}=""`).join(' ')} />`),
    ),
  ],
  ['100 000 elements', 'POLICY_XML_TOO_MANY', contentWith(inbound('<a />'.repeat(100_000)))],
  [
    'an expression of a million ampersands',
    'POLICY_XML_EXPRESSION_UNCLOSED',
    contentWith(inbound(`<a b="@(${'&'.repeat(1_000_000)}`)),
  ],
  [
    'brackets nested 10 000 deep',
    'POLICY_XML_EXPRESSION_UNCLOSED',
    contentWith(inbound(`<a b="@${'('.repeat(10_000)}${')'.repeat(10_000)}" />`)),
  ],
  ['a NUL', 'POLICY_XML_CHARACTER', contentWith(inbound('<a>\0</a>'))],
  ['half a character', 'POLICY_XML_CHARACTER', contentWith(inbound('<a>\ud800</a>'))],
  [
    'fragments that grow when they are included',
    'POLICY_TOO_MANY',
    contentWith(inbound('<include-fragment fragment-id="f0" />'), {
      fragments: Array.from({ length: 8 }, (_, at) => fragment(`f${at}`, includes(`f${at + 1}`))),
    }),
  ],
  [
    'a named value that is put in without end',
    'POLICY_TOO_MANY',
    contentWith(inbound(`<set-body>${'{{long}}'.repeat(100_000)}</set-body>`), {
      namedValues: [
        { id: 'long', displayName: 'long', value: 'x'.repeat(100_000), isSecret: false },
      ],
    }),
  ],
  [
    'the broader scope again and again',
    'POLICY_CONTENT',
    contentWith(inbound('<base />'.repeat(10_000))),
  ],
  [
    'more problems than anybody reads',
    'POLICY_MORE_PROBLEMS',
    contentWith(inbound('<rate-limit />'.repeat(5_000))),
  ],
]

describe('a configuration that must not load', () => {
  let plane: Awaited<ReturnType<typeof planeOf>>
  let gateway: GatewayProcess
  let number = 1
  beforeAll(async () => {
    plane = await planeOf(undefined)
    const revision = revisionOf(1, contentOf({ apis: [apiOf([good])] }))
    gateway = await startGateway({ management: plane.endpoint, revision })
  })
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]()
    await plane[Symbol.asyncDispose]()
  })

  test.each(refusals)('%s: %s', { timeout: 60_000 }, async (_case, code, content) => {
    const before = gateway.complaints.length
    const said = () => gateway.complaints.slice(before).join('\n')
    number += 1
    plane.state.latest = revisionOf(number, content)
    await expect.poll(said, { timeout: refusedWithinMs }).toContain(`(${code})`)
    expect(said()).toMatch(/\.xml:\d+:\d+/)
    plane.state.latest = undefined
    expect(await textAt(gateway, 'good')).toEqual([200, 'well'])
    expect(gateway.events).toMatchObject([{ detail: { revision: 1 } }])
    expect(peakMemoryMb(gateway)).toBeLessThan(memoryMaxMb)
  })
})

const statement = (code: string) => `<set-variable name="v" value="@{ ${code} }" />`
const pattern = '(x+x+)+y'

/** Policies of one operation each, by what they try. */
const attempts: Readonly<Record<string, string>> = {
  'endless-loop': statement('while (true) { } return 1;'),
  'loop-that-catches': statement('while (true) { try { while (true) { } } catch { } } return 1;'),
  'endless-recursion': statement('int f(int n) { return f(n + 1); } return f(0);'),
  'text-that-doubles': statement('var s = "x"; while (true) { s += s; } return s;'),
  'pattern-that-backtracks': statement(
    `return Regex.IsMatch(new string('x', 5000), "${pattern}");`,
  ),
  'pattern-of-the-caller': statement(
    'return Regex.IsMatch(new string(\'x\', 5000), context.Request.Headers.GetValueOrDefault("X-Pattern", ""));',
  ),
  'body-that-grows': `<set-body>@(new string('x', 1000000))</set-body><find-and-replace from="x" to="${'y'.repeat(100_000)}" />`,
}

describe('a request that must not harm the others', () => {
  test.each(Object.entries(attempts))('%s ends with 500', async (_name, xml) => {
    await using backend = await localBackend()
    await using gateway = await startGateway({
      revision: revisionOf(1, contentWith(inbound(xml))),
      hosts: { '*': backend.endpoint },
    })
    const bad = await fetch(`${gateway.url}/orders/bad`, { headers: { 'X-Pattern': pattern } })
    expect([bad.status, await bad.text()]).toEqual([
      500,
      expect.stringMatching(/^\{ "statusCode": 500, "message": "Internal server error"/),
    ])
    expect(await textAt(gateway, 'good')).toEqual([200, 'well'])
    expect(peakMemoryMb(gateway)).toBeLessThan(memoryMaxMb)
    expect(gateway.complaints).toEqual([])
  })

  test('retries inside retries leave others their turn, and end with their caller', async () => {
    const retried = (inner: string) =>
      `<retry condition="@(true)" count="50" interval="0">${inner}</retry>`
    const never = retried(retried(retried(retried('<set-variable name="a" value="b" />'))))
    await using gateway = await startGateway({
      revision: revisionOf(1, contentWith(inbound(never))),
    })
    const leaves = new AbortController()
    const bad = fetch(`${gateway.url}/orders/bad`, { signal: leaves.signal })
    expect(await textAt(gateway, 'good')).toEqual([200, 'well'])
    leaves.abort()
    await expect(bad).rejects.toThrow()
    expect(await textAt(gateway, 'good')).toEqual([200, 'well'])
  })
})

test('a byte order mark in front of a document is no part of it', async () => {
  const content = contentWith(`\uFEFF${inbound(answer)}`)
  await using gateway = await startGateway({ revision: revisionOf(1, content) })
  expect(await textAt(gateway, 'bad')).toEqual([200, 'well'])
})

async function textAt({ url }: GatewayProcess, operation: string) {
  const answered = await fetch(`${url}/orders/${operation}`, {
    signal: AbortSignal.timeout(refusedWithinMs),
  })
  return [answered.status, await answered.text()]
}

/** The most that the process ever had in memory, where the system tells it. */
function peakMemoryMb({ child }: GatewayProcess): number {
  const status = `/proc/${child.pid}/status`
  if (!existsSync(status)) return 0
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(status, 'utf8'))?.[1] ?? 0) / 1_024
}
