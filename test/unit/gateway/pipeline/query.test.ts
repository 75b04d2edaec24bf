import { expect, test } from 'vitest'
import { parseQuery, queryStringOf } from '../../../../gateway/pipeline/query.ts'

test.each([
  ['a=1&b=2&a=3', { a: ['1', '3'], b: ['2'] }, 'a=1&a=3&b=2'],
  ['a=x%20y+z&%C3%A4=%26', { a: ['x y z'], ä: ['&'] }, 'a=x%20y%20z&%C3%A4=%26'],
  ['flag&empty=&&=v', { flag: [''], empty: [''], '': ['v'] }, 'flag=&empty=&=v'],
  ['bad=%zz', { bad: ['%zz'] }, 'bad=%25zz'],
  ['', {}, ''],
])('%s', (raw, parsed, written) => {
  expect(Object.fromEntries(parseQuery(raw))).toEqual(parsed)
  expect(queryStringOf(parseQuery(raw))).toBe(written)
})
