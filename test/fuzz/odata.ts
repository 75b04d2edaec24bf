import fc from 'fast-check'
import { parseQuery } from '../../gateway/pipeline/query.ts'
import { queryProblems } from '../../gateway/policy/odata/query-options.ts'
import { checkResourcePath } from '../../gateway/policy/odata/resource-path.ts'
import { problemOf } from '../../gateway/policy/odata/scan.ts'
import { checkProperty } from './check-property.ts'
import { defineFuzz } from './define-fuzz.ts'

const pieces = fc.constantFrom(
  ...['a', 'Price', 'Sales.Color', '/', '(', ')', '[', ']', '{', '}', ',', ';', ':', '=', "'", '"'],
  ...["'b'", "''", '1', '-', '-1.5e3', 'INF', '2026-01-31', '10:00', '2026-01-31T10:00:00Z', ' '],
  ...[
    ' eq ',
    ' and ',
    ' in ',
    'not ',
    ' add ',
    'any(',
    'all(x:',
    'x',
    '$it',
    '@p',
    '$count',
    'null',
  ],
  ...['contains(', 'case(', '$top=', '$filter=', '$expand=', '$levels=max', '*', ' desc', ' as '],
  ...['AND', 'OR', 'NOT', '%27', '%2F', '%', '#', '\0', '\uD800', '\u00e9', '$ref', '$value', '&'],
)
const names = fc.constantFrom(
  ...['$filter', '$orderby', '$select', '$expand', '$search', '$compute', '$apply', '$format'],
  ...['$top', 'filter', '@p', 'own', '$nope', '__proto__', '$toString', 'constructor'],
)
const texts = fc.oneof(
  { weight: 4, arbitrary: fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
)

/** Whatever is asked has problems or none, in both versions, and each says what it is. */
export const odataProperty = fc.property(
  fc.array(fc.tuple(names, texts), { maxLength: 4 }),
  texts,
  fc.constantFrom('4.0' as const, '4.01' as const),
  (options, path, version) => {
    const raw = options.map(([name, value]) => `${name}=${value}`).join('&')
    for (const query of [
      parseQuery(raw),
      new Map(options.map(([name, value]) => [name, [value]])),
    ]) {
      for (const { problem } of queryProblems(query, version)) {
        if (problem === '') throw new Error('a problem that says nothing')
      }
    }
    problemOf(() => checkResourcePath(`/${path}`, version))
  },
)

export const odata = defineFuzz({
  name: 'odata',
  about: 'queries and paths of OData: right, or a problem that says what is wrong',
  run: (options) => checkProperty(odataProperty, options),
})
