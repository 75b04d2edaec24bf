import { z } from 'zod'
import type { Exchange } from '../../pipeline/exchange.ts'
import { stopOf } from '../../pipeline/steps.ts'
import { flagText } from '../attributes.ts'
import { childNamed, childrenNamed } from '../children.ts'
import { type Block, definePolicy, type PolicyLoad, type Stop } from '../define-policy.ts'
import type { XmlElement } from '../xml/element.ts'

const whenAttributes = z.strictObject({ condition: flagText })

/** Runs the first branch whose condition is true. Source: APIM, choose. */
export const choose = definePolicy({
  name: 'choose',
  sections: ['inbound', 'backend', 'outbound', 'on-error'],
  example:
    '<choose><when condition="true"><set-variable name="plan" value="gold" /></when><otherwise><set-variable name="plan" value="free" /></otherwise></choose>',
  attributes: z.strictObject({}),
  compile(_attributes, load) {
    const branches = childrenNamed(load.element, 'when').map((when) => compileWhen(when, load))
    const otherwise = childNamed(load.element, 'otherwise')
    const last = otherwise && load.block(otherwise)
    if (branches.length === 0) {
      load.refuse('choose has no when', 'add <when condition="...">, or delete it')
    }
    return (exchange) => {
      for (const { decide, run } of branches) {
        const decision = decide(exchange)
        if (decision === true) return run(exchange)
        if (decision !== false) return decision
      }
      return last?.(exchange)
    }
  },
})

type Branch = {
  /** A stop when the condition threw. */
  readonly decide: (exchange: Exchange) => boolean | Stop
  readonly run: Block
}

function compileWhen(when: XmlElement, load: PolicyLoad): Branch {
  const attributes = load.attributesOf(when, whenAttributes)
  const condition = load.condition(attributes?.condition ?? 'false', when)
  const place = load.placeOf(when)
  return {
    decide(exchange) {
      try {
        return condition(exchange)
      } catch (error) {
        return stopOf(error, place)
      }
    },
    run: load.block(when),
  }
}
