import { z } from 'zod'
import type { OperationDefinition } from '../../../ledger/definition.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import { childNamed } from '../children.ts'
import { definePolicy, type PolicyLoad, type Text } from '../define-policy.ts'
import { actionText } from '../validation/actions.ts'
import { compileNamedActions } from '../validation/named-actions.ts'
import { compileReport } from '../validation/report.ts'
import { schemaValidators } from '../validation/schema-validators.ts'
import {
  missingFinding,
  unspecifiedFinding,
  type ValueKind,
  valueFindings,
} from '../validation/values.ts'

const attributes = z.strictObject({
  'specified-parameter-action': actionText,
  'unspecified-parameter-action': actionText,
  'errors-variable-name': z.string().min(1).optional(),
})
type Attributes = z.output<typeof attributes>

const headersOrQuery = attributes.partial().omit({ 'errors-variable-name': true })
const path = headersOrQuery.omit({ 'unspecified-parameter-action': true })

type Values = readonly (readonly [name: string, values: readonly string[]])[]

type Kind = ValueKind & {
  readonly element: 'headers' | 'query' | 'path'
  readonly ignoresCase: boolean
  valuesOf(exchange: Exchange): Values
}

const kinds: readonly Kind[] = [
  {
    element: 'headers',
    type: 'RequestHeader',
    word: 'header',
    ignoresCase: true,
    valuesOf: ({ request }) => [...request.headers.entries()],
  },
  {
    element: 'query',
    type: 'QueryParameter',
    word: 'query parameter',
    ignoresCase: true,
    valuesOf: ({ request }) => [...request.url.query],
  },
  {
    element: 'path',
    type: 'PathParameter',
    word: 'path parameter',
    ignoresCase: false,
    valuesOf: ({ request }) =>
      [...request.matchedParameters].map(([name, value]) => [name, [value]]),
  },
]

/**
 * Checks the headers, query and path parameters of a request against the specification: values of
 * specified ones, and that there are no others. The subscription key is the gateway's own and
 * counts as specified. Source: APIM, validate-parameters.
 */
export const validateParameters = definePolicy({
  name: 'validate-parameters',
  sections: ['inbound'],
  example:
    '<validate-parameters specified-parameter-action="prevent" unspecified-parameter-action="ignore" errors-variable-name="parameterErrors"><query unspecified-parameter-action="prevent"><parameter name="debug" action="ignore" /></query></validate-parameters>',
  attributes,
  compile(given, load) {
    const checks = kinds.map((kind) => compileCheck(kind, given, load))
    return (exchange) => {
      for (const check of checks) {
        const stop = check(exchange)
        if (stop !== undefined) return stop
      }
      return undefined
    }
  },
})

function compileCheck(kind: Kind, given: Attributes, load: PolicyLoad) {
  const { specified, unspecified, named } = compileActions(kind, given, load)
  const report = compileReport('validate-parameters', given['errors-variable-name'], load)
  const validators = schemaValidators({}, { coerces: true })
  const actionOf = (name: string, other: Text, exchange: Exchange) =>
    (named.get(name.toLowerCase()) ?? other)(exchange)
  const keyOf = (name: string) => (kind.ignoresCase ? name.toLowerCase() : name)
  return (exchange: Exchange) => {
    const { api, operation } = exchange
    const values = kind.valuesOf(exchange)
    const byName = new Map(values.map(([name, texts]) => [keyOf(name), texts]))
    const definitions = definitionsOf(operation?.definition, kind)
    for (const parameter of definitions) {
      const action = actionOf(parameter.name, specified, exchange)
      if (action === 'ignore') continue
      const texts = byName.get(keyOf(parameter.name))
      const absent = parameter.isRequired ? [missingFinding(parameter, kind)] : []
      const findings =
        texts === undefined ? absent : valueFindings(parameter, texts, kind, api, validators)
      const stop = report(findings, action, exchange)
      if (stop !== undefined) return stop
    }
    const known = new Set(definitions.map(({ name }) => keyOf(name)))
    for (const [name] of values) {
      if (known.has(keyOf(name)) || isOfGateway(name, kind, exchange)) continue
      const action = actionOf(name, unspecified, exchange)
      const stop = report([unspecifiedFinding(name, kind)], action, exchange)
      if (stop !== undefined) return stop
    }
    return undefined
  }
}

function compileActions(kind: Kind, given: Attributes, load: PolicyLoad) {
  const child = childNamed(load.element, kind.element)
  const schema = kind.element === 'path' ? path : headersOrQuery
  const own: z.output<typeof headersOrQuery> =
    child === undefined ? {} : (load.attributesOf(child, schema) ?? {})
  const textOf = (name: 'specified-parameter-action' | 'unspecified-parameter-action') =>
    load.text(own[name] ?? given[name], own[name] === undefined ? undefined : child)
  return {
    specified: textOf('specified-parameter-action'),
    unspecified: textOf('unspecified-parameter-action'),
    named:
      child === undefined ? new Map<string, Text>() : compileNamedActions(child, 'parameter', load),
  }
}

function definitionsOf(definition: OperationDefinition | undefined, { element }: Kind) {
  return definition?.[element] ?? []
}

/** The subscription key, and query parameters that the operation's own template names. */
function isOfGateway(name: string, { element }: Kind, { api, operation }: Exchange): boolean {
  if (element === 'path') return false
  const key = element === 'headers' ? api?.subscriptionKeyHeader : api?.subscriptionKeyQuery
  if (name.toLowerCase() === key?.toLowerCase()) return true
  const template = element === 'query' ? operation?.urlTemplate.split('?')[1] : undefined
  return template?.split('&').some((pair) => pair.split('=')[0] === name) ?? false
}
