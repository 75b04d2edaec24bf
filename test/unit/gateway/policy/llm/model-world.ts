import type { EntityRequest } from '../../../../../gateway/backends/call.ts'
import type { Clock } from '../../../../../gateway/clock.ts'
import { replicatedCounters } from '../../../../../gateway/counters/replicated-counters.ts'
import { bodyOfText, buffered } from '../../../../../gateway/pipeline/body.ts'
import type { Body, Exchange } from '../../../../../gateway/pipeline/exchange.ts'
import { HeaderList } from '../../../../../gateway/pipeline/headers.ts'
import type { Tools } from '../../../../../gateway/policy/tools.ts'
import { gatewayWith, inbound } from '../../in-memory.ts'

export const chat = (text: string, more: object = {}) =>
  JSON.stringify({ model: 'm', messages: [{ role: 'user', content: text }], ...more })

export const usage = (prompt: number, completion: number) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
})

/** What the model says to the next request. */
export type Says = { type?: string; body: Body; status?: number }

export const json = (answer: object): Says => ({ body: bodyOfText(JSON.stringify(answer)) })
export const events = (...deltas: readonly string[]): Says => ({
  type: 'text/event-stream',
  body: bodyOfText(
    [...deltas.map((content) => JSON.stringify({ choices: [{ delta: { content } }] })), '[DONE]']
      .map((data) => `data: ${data}\n\n`)
      .join(''),
  ),
})

export async function textOf(body: Body): Promise<string> {
  const whole = await buffered(body)
  return whole.kind === 'bytes' ? whole.bytes.toString() : ''
}

/** What a backend beside the model answers; undefined: it is down. */
export type Beside = (body: string, request: EntityRequest) => Says | undefined

const down = {
  kind: 'failure',
  reason: 'BackendConnectionFailure',
  message: 'it is down',
} as const

/** A gateway in front of a model, at a time that the test sets. */
export function modelGateway(
  policies: string,
  outbound = '',
  tools: Partial<Tools> = {},
  beside: readonly (readonly [id: string, answer: Beside])[] = [],
) {
  const asked: (EntityRequest & { readonly id: string })[] = []
  const time = { nowMs: 0, startUnixMs: Date.UTC(2024, 0, 31, 23) }
  const clock: Clock = {
    nowUs: () => time.nowMs * 1_000,
    unixMs: () => time.startUnixMs + time.nowMs,
    after: () => () => undefined,
  }
  let says: Says = json({})
  const forwarded: Exchange[] = []
  const counters = replicatedCounters({ holder: 'a#1', runId: '0123456789abcdef' })
  const gateway = gatewayWith(
    {
      api: `${inbound(policies).replace('</policies>', '')}<outbound><base />${outbound}</outbound></policies>`,
    },
    {
      clock,
      tools: {
        counters,
        backends: {
          hasEntity: (id) => beside.some(([name]) => name === id),
          async sendTo(id, request) {
            asked.push({ id, ...request })
            const answer = beside.find(([name]) => name === id)?.[1](
              await textOf(request.body),
              request,
            )
            if (answer === undefined) return down
            const headers = new HeaderList()
            headers.set('Content-Type', answer.type ?? 'application/json')
            const { status = 200, body } = answer
            return { kind: 'answer', response: { status, reason: '', headers, body } }
          },
          send: () => Promise.reject(new Error('none')),
          async forward(exchange) {
            forwarded.push(exchange)
            const headers = new HeaderList()
            headers.set('Content-Type', says.type ?? 'application/json')
            const { status = 200, body } = says
            return { kind: 'answer', response: { status, reason: '', headers, body } }
          },
        },
        ...tools,
      },
    },
  )
  return {
    time,
    forwarded,
    asked,
    warnings: gateway.warnings,
    async ask(body: string, answer: Says = json({ usage: usage(0, 0) })) {
      says = answer
      return gateway.send({ path: '/orders/item', method: 'POST', body, headers: {} })
    },
  }
}
