import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { freePort, isInstalled, type Peer, startPeer } from '../gateway/nginx.ts'

const source = 'github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0'

/**
 * The Toxiproxy server that is on PATH, or one that the Go toolchain builds into the folder;
 * undefined where there is neither.
 */
export function toxiproxyProgram(folder: string): string | undefined {
  if (isInstalled('toxiproxy-server', '-version')) return 'toxiproxy-server'
  if (!isInstalled('go', 'version')) return undefined
  spawnSync('go', ['install', source], { env: { ...process.env, GOBIN: folder } })
  const built = join(folder, 'server')
  return existsSync(built) ? built : undefined
}

/** One Toxiproxy process on one processor, with one proxy and no toxic. */
export async function startToxiproxy(program: string, upstreamPort: number): Promise<Peer> {
  const [apiPort, port] = [await freePort(), await freePort()]
  const args = ['-host', '127.0.0.1', '-port', String(apiPort)]
  const env = { GOMAXPROCS: '1', LOG_LEVEL: 'error' }
  const peer = await startPeer(program, args, apiPort, env)
  const made = await fetch(`http://127.0.0.1:${apiPort}/proxies`, {
    method: 'POST',
    body: JSON.stringify({
      name: 'backend',
      listen: `127.0.0.1:${port}`,
      upstream: `127.0.0.1:${upstreamPort}`,
      enabled: true,
    }),
  })
  z.looseObject({ name: z.literal('backend') }).parse(await made.json())
  return { pid: peer.pid, port, [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose]() }
}
