import { connect, createServer } from 'node:net'
import type { LoadLaunch } from '../../../ledger/launch/load.ts'
import type { Population } from '../../populations/populations.ts'
import type { Entrances } from './command.ts'
import { listening } from './receiver.ts'

/**
 * Where a script sends the requests of each population. A population that asks a resolver gets a
 * door on loopback that asks for it, connection by connection: k6 cannot.
 */
export async function entrancesOf(
  launch: LoadLaunch,
  populations: readonly Population[],
): Promise<Entrances> {
  return Promise.all(
    populations.map(async ({ name, way }, index) => {
      const launched = launch.populations?.[index]
      if (launched?.resolver === undefined) {
        const { host, port } = launched?.target ?? launch.target
        return { name, url: `http://${host}:${port}` }
      }
      return { name, url: `http://127.0.0.1:${await doorTo(way)}` }
    }),
  )
}

/** Passes each connection on to where clients are sent when it opens, and gives its port. */
async function doorTo(way: Population['way']): Promise<number> {
  const door = createServer({ allowHalfOpen: true, noDelay: true }, async (client) => {
    client.on('error', () => undefined)
    const target = await way.ask().catch(() => undefined)
    if (target === undefined) {
      client.resetAndDestroy()
      return
    }
    const server = connect({ ...target, noDelay: true, allowHalfOpen: true })
    server.on('error', () => client.resetAndDestroy())
    client.on('close', () => server.destroy())
    server.on('close', () => client.destroy())
    client.pipe(server).pipe(client)
  })
  return listening(door)
}
