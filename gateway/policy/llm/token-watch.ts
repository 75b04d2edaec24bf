import { Transform } from 'node:stream'
import { buffered } from '../../pipeline/body.ts'
import type { Body, Exchange, GatewayResponse } from '../../pipeline/exchange.ts'
import { completionText, type TokenUsage, usageIn } from './completion.ts'
import { EventReader } from './event-reader.ts'
import { promptOf } from './prompt.ts'
import { estimatedTokens, TokenCount } from './token-count.ts'
import { whenAnswered } from './when-answered.ts'

/** Is told what an answer took: before outbound, or when the last of its events has passed. */
export type OnUsage = (usage: TokenUsage, isStreamed: boolean) => void

type Watch = { readonly listeners: OnUsage[]; readonly uses: Set<string> }

const watches = new WeakMap<Exchange, Watch>()

/**
 * Tells what each answer of a model took, by its own `usage`; of events it is estimated, prompt and
 * all. Answers that say nothing are not told of. Source: APIM, llm-token-limit policy.
 */
export function watchTokens(exchange: Exchange, told: OnUsage): void {
  watchOf(exchange).listeners.push(told)
}

/** False when the request is counted there already: a key has one counter for all scopes. */
export function isFirstTokenUse(exchange: Exchange, use: string): boolean {
  const { uses } = watchOf(exchange)
  if (uses.has(use)) return false
  uses.add(use)
  return true
}

function watchOf(exchange: Exchange): Watch {
  const known = watches.get(exchange)
  if (known !== undefined) return known
  const watch: Watch = { listeners: [], uses: new Set() }
  watches.set(exchange, watch)
  // What comes compressed cannot be counted as it passes.
  exchange.request.headers.delete('Accept-Encoding')
  whenAnswered(exchange, (response) => readAnswer(exchange, watch, response))
  return watch
}

async function readAnswer(
  exchange: Exchange,
  { listeners }: Watch,
  response: GatewayResponse,
): Promise<undefined> {
  if (listeners.length === 0) return undefined
  const type = response.headers.first('content-type') ?? ''
  const tell = (usage: TokenUsage | undefined, isStreamed: boolean) => {
    if (usage !== undefined) for (const told of listeners) told(usage, isStreamed)
  }
  if (type.startsWith('text/event-stream')) {
    response.body = countedEvents(response.body, (completionTokens) => {
      const promptTokens = estimatedTokens(promptOf(exchange))
      const totalTokens = promptTokens + completionTokens
      tell({ promptTokens, completionTokens, totalTokens }, true)
    })
    return undefined
  }
  if (!type.includes('json')) return undefined
  response.body = await buffered(response.body)
  if (response.body.kind === 'bytes') tell(usageIn(response.body.bytes.toString('utf8')), false)
  return undefined
}

/** Events go on as they come; their texts are counted on the way. */
function countedEvents(body: Body, told: (tokens: number) => void): Body {
  const count = new TokenCount()
  const reader = new EventReader((data) => count.add(completionText(data)))
  if (body.kind === 'empty') return body
  if (body.kind === 'bytes') {
    reader.read(body.bytes)
    reader.end()
    told(count.tokens)
    return body
  }
  const { stream } = body
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      reader.read(chunk)
      done(null, chunk)
    },
  })
  counted.once('close', () => {
    reader.end()
    told(count.tokens)
    // A client that went away leaves nobody to read the model's answer.
    stream.destroy()
  })
  stream.once('error', (error) => counted.destroy(error))
  return { kind: 'stream', stream: stream.pipe(counted) }
}
