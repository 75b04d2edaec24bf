import { expect, test } from 'vitest'
import { checkResourcePath } from '../../../../../gateway/policy/odata/resource-path.ts'
import { problemOf } from '../../../../../gateway/policy/odata/scan.ts'

const problem = (path: string, version: '4.0' | '4.01' = '4.0') =>
  problemOf(() => checkResourcePath(path, version))

test.each([
  '/',
  '/Products',
  '/Products/',
  '/Products(7)/Category/$ref',
  "/Products('O''Neil%2F7')/Name/$value",
  '/Lines(order=7,part=%27a%27)',
  '/Products/Sales.Cheap(max=@m)/$count',
  '/Products/7/Name',
  '/Best()/Sales.Special',
  '/$metadata',
  '/$batch',
  '/$entity',
  '/$crossjoin(Products,Sales)',
])('%s is a path', (path) => {
  expect(problem(path)).toBeUndefined()
})

test.each([
  ['/Products//Name', 'A segment of the path is empty.'],
  ['/Products(7', 'A ) is missing.'],
  ["/Products('7)", 'A quote is not closed.'],
  ['/Products(7)(', 'A ) is missing.'],
  ['/Products(7 8)', '"8" at 3 is not expected.'],
  ['/7', '"7" is no name of a resource.'],
  ['/Products/$all', 'The segment $all stands first.'],
  ['/Products/$metadata', 'The segment $metadata stands alone.'],
  ['/$count', 'The segment $count stands behind a resource.'],
  ['/Products/$ref/$count', 'The segment $ref stands last.'],
  ['/$links', 'There is no segment $links.'],
  ['/Products/$each', 'The segment $each is of OData 4.01.'],
  ['/Products(%GG)', '"Products(%GG)" is not percent-encoded as a URL is.'],
])('%s is none', (path, expected) => {
  expect(problem(path)).toBe(expected)
})

test('segments of 4.01 are in it', () => {
  expect(problem('/Products/$filter(Price%20gt%205)/$each', '4.01')).toBeUndefined()
})
