import { z } from 'zod'
import { jsonIn } from './prompt.ts'

export type TokenUsage = {
  readonly promptTokens: number
  readonly completionTokens: number
  readonly totalTokens: number
}

const count = z.number().int().nonnegative().catch(0)
const usageSchema = z.looseObject({
  usage: z.looseObject({
    prompt_tokens: count,
    completion_tokens: count,
    input_tokens: count,
    output_tokens: count,
    total_tokens: count,
  }),
})

/** What a model says that its answer took; undefined where it says nothing. */
export function usageIn(json: string): TokenUsage | undefined {
  const parsed = usageSchema.safeParse(jsonIn(json))
  if (!parsed.success) return undefined
  const { usage } = parsed.data
  const promptTokens = usage.prompt_tokens + usage.input_tokens
  const completionTokens = usage.completion_tokens + usage.output_tokens
  const totalTokens = Math.max(usage.total_tokens, promptTokens + completionTokens)
  return { promptTokens, completionTokens, totalTokens }
}

const text = z.string().catch('')
const piecesSchema = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        text,
        delta: z.looseObject({ content: text }).catch({ content: '' }),
        message: z.looseObject({ content: text }).catch({ content: '' }),
      }),
    )
    .catch([]),
  /** Of an event of the responses API. */
  delta: text,
  output: z.array(z.looseObject({ content: z.array(z.looseObject({ text })).catch([]) })).catch([]),
})

/** The text of an answer, or of one of its events. Source: OpenAI, API reference. */
export function completionText(json: string): string {
  const parsed = piecesSchema.safeParse(jsonIn(json))
  if (!parsed.success) return ''
  const { choices, delta, output } = parsed.data
  const chosen = choices.map(
    (choice) => choice.text + choice.delta.content + choice.message.content,
  )
  const put = output.flatMap(({ content }) => content.map((part) => part.text))
  return [...chosen, delta, ...put].join('')
}
