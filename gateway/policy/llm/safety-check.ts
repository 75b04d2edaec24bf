import { z } from 'zod'
import type { BackendFailure } from '../../backends/call.ts'
import { bodyOfText } from '../../pipeline/body.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import { HeaderList } from '../../pipeline/headers.ts'
import { internalServerError } from '../../pipeline/steps.ts'
import { type PolicyLoad, reject, type Stop } from '../define-policy.ts'
import { jsonIn } from './prompt.ts'

export type SafetyRules = {
  readonly backendId: string
  readonly outputType: string
  readonly categories: readonly { readonly name: string; readonly threshold: number }[]
  readonly blocklists: readonly string[]
}

// Longer, and a caller has given up.
const checkMs = 10_000
// What the service takes in one text. Source: Azure AI Content Safety, input requirements.
const charactersMax = 10_000
const version = 'api-version=2024-09-01'

const analysisSchema = z.looseObject({
  categoriesAnalysis: z
    .array(z.looseObject({ category: z.string(), severity: z.number().catch(0) }))
    .catch([]),
  blocklistsMatch: z.array(z.unknown()).catch([]),
})
const shieldSchema = z.looseObject({
  userPromptAnalysis: z.looseObject({ attackDetected: z.boolean() }),
})

/** Whether a text may pass. */
export type SafetyCheck = (text: string, exchange: Exchange) => Promise<Stop | undefined>

/**
 * Has a text analysed: harm of a category at or above its threshold, or a word of a blocklist, is a
 * 403, as a text is that is too long to be analysed. An analysis that fails is a 500: what cannot
 * be checked does not pass. Source: APIM, llm-content-safety; Azure AI Content Safety, text:analyze.
 */
export function analysisOf(rules: SafetyRules, load: PolicyLoad): SafetyCheck {
  const { categories, blocklists, outputType } = rules
  return async (text, exchange) => {
    if (text === '' || (categories.length === 0 && blocklists.length === 0)) return undefined
    if (text.length > charactersMax) return unsafe(`it has more than ${charactersMax} characters`)
    const asked = {
      text,
      categories: categories.map(({ name }) => name),
      blocklistNames: blocklists,
      outputType,
    }
    const answer = await ask('text:analyze', asked, rules.backendId, exchange, load)
    if (answer.kind === 'failure') return uncheckable(answer.message)
    const analysis = analysisSchema.safeParse(answer.json)
    if (!analysis.success) return uncheckable('its answer is no analysis')
    const { categoriesAnalysis, blocklistsMatch } = analysis.data
    if (blocklistsMatch.length > 0) return unsafe('a blocklist matches')
    const found = categories.find(({ name, threshold }) =>
      categoriesAnalysis.some(
        ({ category, severity }) => category === name && severity >= threshold,
      ),
    )
    return found === undefined ? undefined : unsafe(`${found.name} is at its threshold or above`)
  }
}

/** Whether a prompt attacks the model. Source: Azure AI Content Safety, text:shieldPrompt. */
export function shieldOf(backendId: string, load: PolicyLoad): SafetyCheck {
  return async (text, exchange) => {
    if (text === '') return undefined
    if (text.length > charactersMax) return unsafe(`it has more than ${charactersMax} characters`)
    const asked = { userPrompt: text, documents: [] }
    const answer = await ask('text:shieldPrompt', asked, backendId, exchange, load)
    if (answer.kind === 'failure') return uncheckable(answer.message)
    const shield = shieldSchema.safeParse(answer.json)
    if (!shield.success) return uncheckable('its answer is no analysis')
    return shield.data.userPromptAnalysis.attackDetected ? unsafe('it is an attack') : undefined
  }
}

type Answered = { readonly kind: 'json'; readonly json: unknown }

async function ask(
  operation: string,
  asked: object,
  backendId: string,
  exchange: Exchange,
  { backends }: PolicyLoad,
): Promise<Answered | Pick<BackendFailure, 'kind' | 'message'>> {
  const headers = new HeaderList()
  headers.set('Content-Type', 'application/json')
  const result = await backends.sendTo(backendId, {
    path: `/contentsafety/${operation}?${version}`,
    method: 'POST',
    headers,
    body: bodyOfText(JSON.stringify(asked)),
    timeoutMs: checkMs,
    signal: exchange.signal,
  })
  if (result.kind === 'failure') return result
  const { status, body } = result.response
  if (status !== 200) return { kind: 'failure', message: `backend ${backendId} answered ${status}` }
  return { kind: 'json', json: jsonIn(body.kind === 'bytes' ? body.bytes.toString('utf8') : '') }
}

const refused = 'Request failed content safety check.'

function unsafe(why: string): Stop {
  return reject(403, 'ContentSafetyViolation', `${refused} ${why}`, {}, refused)
}

function uncheckable(why: string): Stop {
  const message = `The content could not be checked: ${why}`
  return reject(500, 'ContentSafetyFailure', message, {}, internalServerError)
}
