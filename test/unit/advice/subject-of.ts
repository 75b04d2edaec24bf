import { configurationOf, looseDocuments } from '../../../advice/read-subject.ts'
import type { Subject } from '../../../advice/subject.ts'
import { artifactsOf } from '../../../gateway/config/artifact-folder.ts'
import { type FieldPath, textOfPath } from '../../../scenarios/field-path.ts'
import { scenarioSchema } from '../../../scenarios/schema.ts'

export type Files = Readonly<Record<string, unknown>>

/** A document with these policies in one of its sections, and `<base/>` in all. */
export function policiesWith(
  policies: string,
  section: 'inbound' | 'backend' | 'outbound' | 'on-error' = 'inbound',
): string {
  const sections = ['inbound', 'backend', 'outbound', 'on-error'].map((name) =>
    name === section
      ? `<${name}>${name === 'backend' ? '' : '<base />'}${policies}</${name}>`
      : `<${name}><base /></${name}>`,
  )
  return `<policies>\n${sections.join('\n')}\n</policies>`
}

/** A document that stands by itself. */
export function looseWith(policies: string, section?: Parameters<typeof policiesWith>[1]): Subject {
  return looseXml(policiesWith(policies, section))
}

export function looseXml(xml: string): Subject {
  return looseDocuments([{ file: 'policy.xml', xml }], '').subject
}

const api = {
  'apis/orders/apiInformation.json': { properties: { path: 'orders', displayName: 'Orders' } },
  'apis/orders/specification.yaml':
    'openapi: 3.0.1\npaths:\n  /it:\n    get:\n      operationId: get-it\n    post:\n      operationId: post-it\n',
}

/** An artifact folder with an API `orders`, which has a GET and a POST, and these files. */
export function configurationWith(files: Files, isWithApi = true): Subject {
  const texts = Object.entries({ ...(isWithApi ? api : {}), ...files }).map(
    ([path, content]): [string, string] => [
      path,
      typeof content === 'string' ? content : JSON.stringify(content, undefined, 2),
    ],
  )
  return configurationOf(artifactsOf(new Map(texts))).subject
}

/** A scenario over such a folder; `change` is put over what is needed at least. */
export function scenarioWith(
  change: Readonly<Record<string, unknown>>,
  files: Files = {},
): Subject {
  const scenario = scenarioSchema.parse({
    name: 'of-a-test',
    topology: { tier: 'premium', regions: { westeurope: { zones: 3, units: 3 } } },
    gateway: { config: 'x' },
    backends: { orders: {} },
    load: { ratePerS: 100, durationS: 10 },
    objectives: ['availability >= 99%'],
    ...change,
  })
  const placeOf = (path: FieldPath) => ({ file: 'drill.yaml', line: 1, field: textOfPath(path) })
  return { ...configurationWith(files), scenario: { scenario, placeOf } }
}
