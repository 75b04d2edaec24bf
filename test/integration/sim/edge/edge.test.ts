import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { NoticeEvent } from '../../../../ledger/child.ts'
import { clockSince, newEpochNs } from '../../../../ledger/clock.ts'
import type { EdgeLaunch } from '../../../../ledger/launch/edge.ts'
import { readLedger } from '../../../../ledger/reader.ts'
import { realClock } from '../../../../sim/clock.ts'
import { statusPath } from '../../../../sim/edge/probe.ts'
import { LinkHost } from '../../../../sim/links/link-host.ts'
import { Links } from '../../../../sim/links/links.ts'
import { Child } from '../../../../sim/processes/child.ts'
import { talkTo } from '../echo-server.ts'
import { runFolder } from '../run-folder.ts'

const epochNs = newEpochNs()
const clock = realClock(clockSince(epochNs))
const host = '127.0.0.1'
const names = ['zone-1-a', 'zone-2-a', 'zone-3-a']

/** Three instances behind links, and a real edge process before them, behind a link too. */
async function region() {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(runFolder())
  const linkHost = stack.use(new LinkHost({ clock, seed: 1, say: () => undefined }))
  const links = stack.use(
    new Links({ command: (name, message) => linkHost.obey(name, message) }, clock),
  )
  await links.open([
    { id: 'client>edge', host, announces: true },
    ...names.map((id) => ({ id, host })),
  ])
  for (const name of names) {
    const server = createServer((_request, response) => response.end(name))
    await new Promise<void>((resolve) => server.listen(0, host, resolve))
    stack.defer(() => {
      server.close()
    })
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await links.aim([{ id: name, endpoint: { host, port } }])
  }
  const events: NoticeEvent[] = []
  const launch: EdgeLaunch = {
    incarnation: 1,
    region: 'westeurope',
    epochNs: String(epochNs),
    listen: { host, port: 0 },
    ledgerFolder: join(folder.path, 'ledgers'),
    instances: names.map((name) => ({
      instance: name,
      zone: name.slice(0, 6),
      endpoint: links.endpointOf(name),
    })),
    probe: { path: statusPath, intervalMs: 100, timeoutMs: 80, toLeave: 2, toReturn: 2 },
  }
  const edge = stack.use(
    await Child.start({
      name: 'edge-westeurope',
      main: 'sim/edge/main',
      launch,
      logPath: folder.log('edge'),
      readyWithinMs: 10_000,
      clock,
      onEvent: (event) => events.push(event),
    }),
  )
  await links.aim([{ id: 'client>edge', endpoint: { host, port: edge.portOf('http') } }])
  const turnsOf = (kind: string) =>
    events.filter((event) => event.kind === kind).map(({ instance }) => instance)
  await vi.waitFor(() => expect(turnsOf('instance-in').sort()).toEqual(names), 5_000)
  const owned = stack.move()
  return {
    links,
    edge,
    events,
    turnsOf,
    columnOf(name: string): (string | number)[] {
      const { columns } = readLedger(join(folder.path, 'ledgers/edge-westeurope.ledger'))
      return [...(columns[name] ?? [])]
    },
    enter: () => talkTo(links.endpointOf('client>edge')),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

const request = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'
const silence = { faultId: 'x#1', toxic: { kind: 'silence' }, lifetimeMs: 60_000 } as const

function ask(talk: ReturnType<typeof talkTo>): Promise<string> {
  talk.said = ''
  talk.socket.write(request)
  return vi.waitFor(() => {
    const name = names.find((candidate) => talk.said.includes(candidate))
    if (name === undefined) throw new Error(`no answer: ${talk.said}`)
    return name
  })
}

test('an edge spreads connections, keeps each where it is, and writes down whose it was', async () => {
  await using world = await region()
  const talks = names.map(() => world.enter())
  const first = []
  for (const talk of talks) first.push(await ask(talk))
  expect(first.toSorted()).toEqual(names)
  for (const [index, talk] of talks.entries()) expect(await ask(talk)).toBe(first[index])
  const ports = talks.map(({ socket }) => socket.localPort)
  for (const { socket } of talks) socket.end()
  await vi.waitFor(() => expect(world.columnOf('event')).toHaveLength(6))
  const events = world.columnOf('event').toSorted()
  expect(events).toEqual([...Array(3).fill('closed'), ...Array(3).fill('opened')])
  expect(new Set(world.columnOf('clientPort'))).toEqual(new Set(ports))
  expect(new Set(world.columnOf('instance'))).toEqual(new Set(names))
  expect(new Set(world.columnOf('closedBy'))).toEqual(new Set(['open', 'client']))
})

test('an edge is told of instances that come and go; connections stay where they are', async () => {
  await using world = await region()
  const member = (name: string) => ({
    instance: name,
    zone: name.slice(0, 6),
    endpoint: world.links.endpointOf(name),
  })
  const talks = names.map(() => world.enter())
  const where = []
  for (const talk of talks) where.push(await ask(talk))
  await world.edge.command('members', { instances: names.slice(0, 1).map(member) })
  for (let count = 0; count < 4; count += 1) expect(await ask(world.enter())).toBe(names[0])
  for (const [index, talk] of talks.entries()) expect(await ask(talk)).toBe(where[index])

  await world.edge.command('members', { instances: names.slice(0, 2).map(member) })
  // It is let in with its first good probe, and is given its share from then on.
  await vi.waitFor(() => expect(world.turnsOf('instance-in')).toHaveLength(4), 5_000)
  const next = [await ask(world.enter()), await ask(world.enter())]
  expect(next.toSorted()).toEqual(names.slice(0, 2))
  expect(world.turnsOf('instance-out')).toEqual([])
})

test('a silent instance goes out by its probes, its connections stay, and it comes back', async () => {
  await using world = await region()
  const talks = names.map(() => world.enter())
  const where = []
  for (const talk of talks) where.push(await ask(talk))
  const healing = await world.links.harm({ ...silence, linkIds: ['zone-2-a'] })
  await vi.waitFor(() => expect(world.turnsOf('instance-out')).toEqual(['zone-2-a']), 5_000)
  const pinned = talks[where.indexOf('zone-2-a')]
  expect(pinned?.ended).toBeUndefined()
  const newcomers = new Set<string>()
  for (let count = 0; count < 4; count += 1) newcomers.add(await ask(world.enter()))
  expect([...newcomers].toSorted()).toEqual(['zone-1-a', 'zone-3-a'])
  await healing[Symbol.asyncDispose]()
  await vi.waitFor(() => expect(world.turnsOf('instance-in')).toHaveLength(4), 5_000)
  await vi.waitFor(() => expect(pinned?.ended).toBe('ECONNRESET'))
})

test('with no instance in, a client is reset at once and that is written down', async () => {
  await using world = await region()
  await using _healing = await world.links.harm({ ...silence, linkIds: names })
  await vi.waitFor(() => expect(world.turnsOf('instance-out')).toHaveLength(3), 5_000)
  const talk = world.enter()
  await vi.waitFor(() => expect(talk.ended).toBe('ECONNRESET'))
  await vi.waitFor(() => expect(world.columnOf('closedBy')).toEqual(['no-instance']))
})

test('an edge that is stopped records what was still open', async () => {
  await using world = await region()
  await ask(world.enter())
  await world.edge.stop()
  expect(world.columnOf('closedBy')).toEqual(['open', 'shutdown'])
})
