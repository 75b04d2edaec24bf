import { z } from 'zod'
import type { Exchange } from '../../pipeline/exchange.ts'
import { flagText, positiveIntText, wholeNumberText, wordText } from '../attributes.ts'
import { childNamed, childrenNamed } from '../children.ts'
import { definePolicy, type PolicyLoad, type Stop } from '../define-policy.ts'
import { compileNamedBackend } from '../llm/named-backend.ts'
import { promptOf } from '../llm/prompt.ts'
import { checkAnswer } from '../llm/safe-answer.ts'
import { analysisOf, type SafetyRules, shieldOf } from '../llm/safety-check.ts'
import { whenAnswered } from '../llm/when-answered.ts'

const safetyAttributes = z.strictObject({
  'backend-id': z.string().min(1),
  'shield-prompt': flagText.default('false'),
  'enforce-on-completions': flagText.default('false'),
  'window-size': positiveIntText.default('1000'),
  'window-overlap-size': wholeNumberText.default('0'),
})
const categoriesAttributes = z.strictObject({
  'output-type': wordText('FourSeverityLevels', 'EightSeverityLevels').default(
    'FourSeverityLevels',
  ),
})
const categoryAttributes = z.strictObject({
  name: wordText('Hate', 'SelfHarm', 'Sexual', 'Violence'),
  threshold: wholeNumberText,
})

/**
 * Has prompts checked by Azure AI Content Safety before they are sent, and answers before they are
 * passed on where that is asked for; in outbound, the answer that is there. Source: APIM,
 * llm-content-safety.
 */
export const llmContentSafety = definePolicy({
  name: 'llm-content-safety',
  sections: ['inbound', 'outbound'],
  scopes: ['global', 'workspace', 'product', 'api'],
  example:
    '<llm-content-safety backend-id="content-safety" shield-prompt="true"><categories output-type="EightSeverityLevels"><category name="Hate" threshold="4" /><category name="Violence" threshold="4" /></categories></llm-content-safety>',
  attributes: safetyAttributes,
  compile(given, load) {
    const backendOf = compileNamedBackend('backend-id', given['backend-id'], load)
    const rulesOf = compileRules(load)
    const shields = load.condition(given['shield-prompt'])
    const enforces = load.condition(given['enforce-on-completions'])
    const windowOf = {
      size: load.number(given['window-size']),
      overlap: load.number(given['window-overlap-size']),
    }
    const answer = (exchange: Exchange, rules: SafetyRules) => {
      const check = analysisOf(rules, load)
      const windowSize = Math.max(1, windowOf.size(exchange))
      return {
        check: (text: string) => check(text, exchange),
        windowSize,
        // Half of a piece at most, or there would be no end of pieces.
        windowOverlap: Math.min(windowOf.overlap(exchange), Math.floor(windowSize / 2)),
        trace: (message: string) => exchange.trace('llm-content-safety', message),
      }
    }
    if (load.section === 'inbound') load.needsRequestBody()
    return async (exchange): Promise<Stop | undefined> => {
      const backend = backendOf(exchange)
      if (backend.kind === 'missing') return backend.stop
      const rules = rulesOf(exchange, backend.id)
      if (load.section === 'outbound') {
        const { response } = exchange
        return response === undefined ? undefined : checkAnswer(response, answer(exchange, rules))
      }
      const { messages } = promptOf(exchange)
      const text = messages.map((message) => message.text).join('\n')
      const attack = shields(exchange)
        ? await shieldOf(backend.id, load)(text, exchange)
        : undefined
      const stop = attack ?? (await analysisOf(rules, load)(text, exchange))
      if (stop === undefined && enforces(exchange)) {
        const given = answer(exchange, rules)
        // What comes compressed cannot be read.
        exchange.request.headers.delete('Accept-Encoding')
        whenAnswered(exchange, async (response) => {
          const found = await checkAnswer(response, given)
          return found && { ...found, place: load.placeOf(load.element) }
        })
      }
      return stop
    }
  },
})

function compileRules(load: PolicyLoad): (exchange: Exchange, backendId: string) => SafetyRules {
  for (const child of load.element.children) {
    if (child.name === 'categories' || child.name === 'blocklists') continue
    load.refuse(
      `<${child.name}> stands in llm-content-safety`,
      'it takes categories and blocklists',
      child,
    )
  }
  const parent = childNamed(load.element, 'categories')
  const { 'output-type': outputType = 'FourSeverityLevels' } =
    (parent && load.attributesOf(parent, categoriesAttributes)) ?? {}
  const outputTypeOf = load.text(outputType, parent)
  const categories = childrenNamed(parent ?? load.element, 'category').flatMap((child) => {
    const given = load.attributesOf(child, categoryAttributes)
    if (given === undefined) return []
    const { name, threshold } = given
    return [{ nameOf: load.text(name, child), thresholdOf: load.number(threshold, child) }]
  })
  const lists = childNamed(load.element, 'blocklists')
  const ids = lists === undefined ? [] : childrenNamed(lists, 'id')
  const idsOf = ids.map((child) => load.text(child.text.trim(), child))
  return (exchange, backendId) => ({
    backendId,
    outputType: outputTypeOf(exchange),
    categories: categories.map(({ nameOf, thresholdOf }) => ({
      name: nameOf(exchange),
      threshold: thresholdOf(exchange),
    })),
    blocklists: idsOf.map((of) => of(exchange)),
  })
}
