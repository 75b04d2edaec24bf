import { z } from 'zod'
import { bodyOfText } from '../../pipeline/body.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import { HeaderList } from '../../pipeline/headers.ts'
import type { PolicyLoad } from '../define-policy.ts'
import { jsonIn } from './prompt.ts'

// Longer, and the model could have answered.
const embedMs = 10_000
// Of the service for models; its own identity is what the gateway shows there.
const resource = 'https://cognitiveservices.azure.com/'

const answerSchema = z.looseObject({
  data: z.array(z.looseObject({ embedding: z.array(z.number()).min(1).max(8_192) })).min(1),
})

/**
 * The meaning of a text as a vector, from a backend entity whose URL is that of an embeddings
 * operation. Undefined, with a line of the trace, when it gives none.
 * Source: APIM, azure-openai-enable-semantic-caching; OpenAI, API reference (embeddings).
 */
export async function embed(
  text: string,
  backendId: string,
  exchange: Exchange,
  load: Pick<PolicyLoad, 'backends' | 'accessTokens' | 'element'>,
): Promise<Float32Array | undefined> {
  const failed = (why: string) => {
    exchange.trace(load.element.name, `no embeddings from backend ${backendId}: ${why}`)
    return undefined
  }
  const headers = new HeaderList()
  headers.set('Content-Type', 'application/json')
  const token = await ownToken(exchange, load)
  if (token !== undefined) headers.set('Authorization', `Bearer ${token}`)
  const result = await load.backends.sendTo(backendId, {
    path: '',
    method: 'POST',
    headers,
    body: bodyOfText(JSON.stringify({ input: text })),
    timeoutMs: embedMs,
    signal: exchange.signal,
  })
  if (result.kind === 'failure') return failed(result.message)
  const { status, body } = result.response
  if (status !== 200) return failed(`it answered ${status}`)
  const answer = answerSchema.safeParse(
    jsonIn(body.kind === 'bytes' ? body.bytes.toString('utf8') : ''),
  )
  const embedding = answer.success ? answer.data.data[0]?.embedding : undefined
  return embedding === undefined ? failed('it sent none') : Float32Array.from(embedding)
}

/** Without one the backend is asked all the same: it may need none, as simulated ones do. */
async function ownToken(
  exchange: Exchange,
  { accessTokens, element }: Pick<PolicyLoad, 'accessTokens' | 'element'>,
): Promise<string | undefined> {
  try {
    const identity = { kind: 'managed-identity', resource, clientId: undefined } as const
    return (await accessTokens.tokenFor(identity)).text
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    exchange.trace(element.name, `no token for the embeddings backend: ${why}`)
    return undefined
  }
}
