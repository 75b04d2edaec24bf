import { z } from 'zod'
import type { Exchange } from '../../pipeline/exchange.ts'

/** Of a chat, or one text of a completion or of embeddings, which has no role. */
export type PromptMessage = {
  readonly role: string
  readonly text: string
  readonly imageCount: number
}

export type Prompt = {
  readonly messages: readonly PromptMessage[]
  /** The answer is to come as server-sent events. */
  readonly isStreamed: boolean
  readonly model: string
}

const partSchema = z.union([
  z.string(),
  z.looseObject({ type: z.string().catch(''), text: z.string().catch('') }),
])
const contentSchema = z.union([z.string(), z.array(partSchema)]).catch('')
const messageSchema = z.looseObject({ role: z.string().catch('user'), content: contentSchema })
const textsSchema = z.union([
  z.string().transform((text) => [text]),
  z.array(z.union([z.string(), messageSchema])),
])

/** Chat completions, completions, embeddings, responses: what is none of a shape is left out. */
const requestSchema = z.looseObject({
  stream: z.boolean().catch(false),
  model: z.string().catch(''),
  instructions: z.string().catch(''),
  messages: z.array(messageSchema).catch([]),
  prompt: textsSchema.catch([]),
  input: textsSchema.catch([]),
})

const empty: Prompt = { messages: [], isStreamed: false, model: '' }
const prompts = new WeakMap<Exchange, Prompt>()

/**
 * What the request asks a model, read once; nothing where it asks none. The body must be in memory.
 * Source: OpenAI, API reference (chat, completions, embeddings, responses).
 */
export function promptOf(exchange: Exchange): Prompt {
  const known = prompts.get(exchange)
  if (known !== undefined) return known
  const { body } = exchange.request
  const prompt = body.kind === 'bytes' ? promptIn(body.bytes.toString('utf8')) : empty
  prompts.set(exchange, prompt)
  return prompt
}

export function promptIn(json: string): Prompt {
  const parsed = requestSchema.safeParse(jsonIn(json))
  if (!parsed.success) return empty
  const { messages, prompt, input, instructions, stream, model } = parsed.data
  const told = instructions === '' ? [] : [messageOf({ role: 'system', content: instructions })]
  const texts = [...prompt, ...input].map((item) =>
    typeof item === 'string' ? { role: '', text: item, imageCount: 0 } : messageOf(item),
  )
  return { messages: [...told, ...messages.map(messageOf), ...texts], isStreamed: stream, model }
}

/** Undefined for what is no JSON. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function messageOf({ role, content }: z.output<typeof messageSchema>): PromptMessage {
  if (typeof content === 'string') return { role, text: content, imageCount: 0 }
  const texts = content.map((part) => (typeof part === 'string' ? part : part.text))
  const images = content.filter((part) => typeof part !== 'string' && part.type.includes('image'))
  return { role, text: texts.filter((text) => text !== '').join('\n'), imageCount: images.length }
}
