import { z } from 'zod'
import type { Exchange } from '../../pipeline/exchange.ts'
import { orExpression, positiveIntText } from '../attributes.ts'
import { definePolicy, type PolicyLoad } from '../define-policy.ts'
import { queryProblems } from '../odata/query-options.ts'
import { checkResourcePath } from '../odata/resource-path.ts'
import { problemOf } from '../odata/scan.ts'
import { rulesOf, versionNumberOf } from '../odata/version.ts'
import { compileReport, type Finding } from '../validation/report.ts'

const versionText = orExpression(
  z.string().refine((text) => versionNumberOf(text) !== undefined),
  'a version such as 4.0 or 4.01, or an expression',
)

/**
 * Refuses a request that OData does not allow, with 400: by its version, the form of its path and
 * of its query, and its size. Names and types are not looked up in the metadata of the API. What
 * the service says in its errors is not documented. Source: APIM, validate-odata-request; OData
 * 4.01, parts 1 and 2.
 */
export const validateOdataRequest = definePolicy({
  name: 'validate-odata-request',
  sections: ['inbound'],
  scopes: ['global', 'workspace', 'product', 'api'],
  isOnce: true,
  example:
    '<validate-odata-request error-variable-name="odataErrors" default-odata-version="4.01" min-odata-version="4.0" max-odata-version="4.01" max-size="102400" />',
  attributes: z.strictObject({
    'error-variable-name': z.string().min(1).optional(),
    'default-odata-version': versionText.default('4.0'),
    'min-odata-version': versionText.optional(),
    'max-odata-version': versionText.optional(),
    'max-size': positiveIntText.optional(),
  }),
  compile(given, load) {
    load.note(
      'validate-odata-request checks what the OData specification says, and no names or types',
      'this gateway has no metadata of the API: a request for a set or a property that the model has not, or that compares unlike types, gets through',
      'expect no such rejections in a drill',
    )
    const defaultOf = load.text(given['default-odata-version'])
    const [minOf, maxOf] = [given['min-odata-version'], given['max-odata-version']].map((text) =>
      text === undefined ? undefined : load.text(text),
    )
    const sizeFinding = compileSize(given['max-size'], load)
    const report = compileReport('validate-odata-request', given['error-variable-name'], load)
    return (exchange) => {
      const { headers, url } = exchange.request
      const shown = headers.first('OData-Version')
      const limits = { min: minOf?.(exchange), max: maxOf?.(exchange) }
      const version = rulesOf(shown ?? defaultOf(exchange))
      const path = problemOf(() => checkResourcePath(url.path, version))
      const findings = [
        ...versionFindings(exchange, limits),
        ...(path === undefined ? [] : [pathFinding(url.path, path)]),
        ...queryProblems(url.query, version).map(queryFinding),
        ...(sizeFinding?.(exchange) ?? []),
      ]
      return report(findings, 'prevent', exchange)
    }
  },
})

type Limits = { readonly min: string | undefined; readonly max: string | undefined }

/** A request without the header is of no version that could be too low or too high. */
function versionFindings({ request }: Exchange, { min, max }: Limits): readonly Finding[] {
  const findings: Finding[] = []
  for (const name of ['OData-Version', 'OData-MaxVersion']) {
    const text = request.headers.first(name)
    if (text === undefined) continue
    const version = versionNumberOf(text)
    if (version === undefined) {
      findings.push(headerFinding(name, `"${text}" is no version of OData.`))
      continue
    }
    if (name !== 'OData-Version') continue
    if (version < (versionNumberOf(min ?? '') ?? 0)) {
      findings.push(headerFinding(name, `${text} is below the lowest version allowed, ${min}.`))
    }
    if (version > (versionNumberOf(max ?? '') ?? Infinity)) {
      findings.push(headerFinding(name, `${text} is above the highest version allowed, ${max}.`))
    }
  }
  return findings
}

function compileSize(maxSize: string | undefined, load: PolicyLoad) {
  if (maxSize === undefined) return undefined
  const maxOf = load.number(maxSize)
  load.needsRequestBody()
  return (exchange: Exchange): readonly Finding[] => {
    const { body } = exchange.request
    const max = maxOf(exchange)
    const bytes = body.kind === 'bytes' ? body.bytes.length : 0
    if (bytes <= max) return []
    const text = `Request's body is ${bytes} bytes long and it exceeds the configured limit of ${max} bytes.`
    return [found({ Name: '', Type: 'RequestBody', ValidationRule: 'SizeLimit' }, text)]
  }
}

function headerFinding(name: string, problem: string): Finding {
  const text = `Header ${name} does not conform to OData. ${problem}`
  return found({ Name: name, Type: 'RequestHeader', ValidationRule: 'IncorrectMessage' }, text)
}

function pathFinding(path: string, problem: string): Finding {
  const text = `URL path ${path} does not conform to OData. ${problem}`
  return found({ Name: path, Type: 'PathParameter', ValidationRule: 'IncorrectMessage' }, text)
}

function queryFinding({ name, problem }: { name: string; problem: string }): Finding {
  const text = `Query option ${name} does not conform to OData. ${problem}`
  return found({ Name: name, Type: 'QueryParameter', ValidationRule: 'IncorrectMessage' }, text)
}

function found(about: Pick<Finding, 'Name' | 'Type' | 'ValidationRule'>, text: string): Finding {
  return { ...about, Details: text, publicText: text }
}
