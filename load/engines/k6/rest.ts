import { setTimeout as wait } from 'node:timers/promises'
import { request } from 'undici'
import { z } from 'zod'

const statusSchema = z.object({
  data: z.object({ attributes: z.object({ status: z.number(), paused: z.boolean() }) }),
})

/** `PausedBeforeRun`: all virtual users are made. Source: k6, lib/execution.go. */
const waitsForRelease = 3
const askEveryMs = 25
const answerMs = 5_000

/** k6's own API on loopback. Source: k6, REST API. */
export type K6Rest = {
  /** Resolves when k6 waits to be released; never when it is gone before. */
  waits(isGone: () => boolean): Promise<void>
  /** Lets it begin. */
  release(): Promise<void>
  /** Ends it; what is in flight is not told any more. */
  stop(): Promise<void>
}

export function restOf(port: number): K6Rest {
  const url = `http://127.0.0.1:${port}/v1/status`
  const status = async () => {
    const { body } = await request(url, { headersTimeout: answerMs, bodyTimeout: answerMs })
    return statusSchema.parse(await body.json()).data.attributes
  }
  const set = async (attributes: Readonly<Record<string, boolean>>) => {
    const { statusCode, body } = await request(url, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ data: { type: 'status', id: 'default', attributes } }),
      headersTimeout: answerMs,
      bodyTimeout: answerMs,
    })
    const text = await body.text()
    if (statusCode >= 400) throw new Error(`k6 answered ${statusCode}: ${text.slice(0, 200)}`)
  }
  return {
    async waits(isGone) {
      while (!isGone()) {
        const now = await status().catch(() => undefined)
        if (now !== undefined && now.status >= waitsForRelease) return
        await wait(askEveryMs)
      }
    },
    release: () => set({ paused: false }),
    stop: () => set({ stopped: true }),
  }
}
