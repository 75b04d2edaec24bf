import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { parentOf } from '../../../../ledger/child.ts'
import { gatewayLaunchSchema } from '../../../../ledger/launch/gateway.ts'

/* Stands for an instance: it answers everything, and starts again only from what it kept. */

const { launch, notify } = await parentOf(gatewayLaunchSchema)
const { stateFolder = '', incarnation, revision, listen, listenPeers } = launch
const kept = join(stateFolder, 'revision.json')
mkdirSync(stateFolder, { recursive: true })
if (revision !== undefined) writeFileSync(kept, JSON.stringify(revision))
if (incarnation > 1 && (revision !== undefined || !existsSync(kept))) {
  notify({ say: 'failed', problem: 'an instance that comes back goes by what it kept' })
} else {
  const server = createServer((_request, response) => response.end(launch.instance))
  const peers = createServer((_request, response) => response.end())
  await Promise.all([
    new Promise<void>((resolve) => server.listen(listen.port, listen.host, resolve)),
    new Promise<void>((resolve) => peers.listen(listenPeers.port, listenPeers.host, resolve)),
  ])
  notify({
    say: 'ready',
    ports: { http: portOf(server.address()), peers: portOf(peers.address()) },
  })
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}
