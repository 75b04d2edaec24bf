import { createServer } from 'node:net'

/** The address of every zone of every region; zone 0 is what belongs to no zone. */
export type Addresses = { hostOf(region: string, zone: string): string }

const shared = '127.0.0.1'

/**
 * One loopback address per zone, so that a flood in one uses up the ports of no other, and a
 * capture tells them apart. Systems that answer on 127.0.0.1 alone (macOS) get that for all.
 */
export async function zoneAddresses(regions: readonly string[]): Promise<Addresses> {
  if (!(await mayListenOn('127.1.1.1'))) return { hostOf: () => shared }
  return {
    hostOf(region, zone) {
      const number = /-(\d+)$/.exec(zone.slice(region.length))?.[1] ?? '0'
      return `127.${regions.indexOf(region) + 1}.${number}.1`
    },
  }
}

/** Whether a free port of this address can be had. */
export function mayListenOn(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(0, host, () => server.close(() => resolve(true)))
  })
}
