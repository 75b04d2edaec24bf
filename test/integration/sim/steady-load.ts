import { Agent, request } from 'node:http'
import { setTimeout as after } from 'node:timers/promises'
import type { Endpoint } from '../../../ledger/launch/gateway.ts'

export type SteadyLoad = {
  readonly sent: number
  /** Statuses and errors of requests that had no good answer. */
  readonly lost: readonly string[]
  /** Resolves when the last request has ended. */
  stop(): Promise<void>
}

/** Users who each send one request after the other over a connection that they keep. */
export function steadyLoad(endpoint: Endpoint, users = 12, pauseMs = 40): SteadyLoad {
  const lost: string[] = []
  let sent = 0
  let isOver = false
  const use = async (index: number) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    // Not all in step.
    await after((pauseMs / users) * index)
    while (!isOver) {
      sent += 1
      const outcome = await send(endpoint, agent)
      if (outcome !== '200' && outcome !== '201') lost.push(outcome)
      await after(pauseMs)
    }
    agent.destroy()
  }
  const over = Promise.all(Array.from({ length: users }, (_, index) => use(index)))
  return {
    get sent() {
      return sent
    },
    lost,
    async stop() {
      isOver = true
      await over
    },
  }
}

/** A request that a client may not simply repeat. */
function send(endpoint: Endpoint, agent: Agent): Promise<string> {
  return new Promise((resolve) => {
    const asked = request(
      { ...endpoint, agent, method: 'POST', path: '/orders/item' },
      (answer) => {
        answer.resume()
        answer.once('error', (error) => resolve(String(error)))
        answer.once('end', () => resolve(String(answer.statusCode)))
      },
    )
    asked.once('error', (error) => resolve(String(error)))
    asked.end('{}')
  })
}
