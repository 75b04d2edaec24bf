import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseQuery } from '../../../../../gateway/pipeline/query.ts'
import { queryProblems } from '../../../../../gateway/policy/odata/query-options.ts'
import type { ODataVersion } from '../../../../../gateway/policy/odata/version.ts'
import { odataProperty } from '../../../../fuzz/odata.ts'

const problems = (query: string, version: ODataVersion) =>
  queryProblems(parseQuery(query), version).map(({ name, problem }) => `${name}: ${problem}`)

const filter = (expression: string) => `$filter=${encodeURIComponent(expression)}`

test.each([
  ['options of the service', 'size=1&debug'],
  ['paging', '$top=10&$skip=0&$count=true'],
  ['items', '$select=Name,Address/City,Sales.*,*&$orderby=Name,length(City) desc'],
  ['expanded items', '$expand=Items($filter=Price gt 5;$expand=Product($levels=max)),Owner/$ref,*'],
  ['words to look for', '$search=(blue OR "dark green") AND NOT red pale'],
  ['a format', '$format=application/json;odata.metadata=full'],
  ['numbers', filter('Price add 2.5e1 mul -3 ge 10 and Rating eq INF')],
  ['texts with quotes', filter("Name eq 'O''Neil, (Jr)' or contains(Name,')')")],
  ['dates and ids', filter('Born lt 2026-01-31 and At ge 2026-01-31T10:00:00.5Z and At ne 10:00')],
  ['a GUID', filter('Id eq a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11 and not (Live eq null)')],
  ['prefixed literals', filter("Color has Sales.Color'Red' and Span gt duration'P1DT2H'")],
  ['lambdas', filter('Items/any(i:i/Price gt 5 and i/Tags/all(t:t ne $it/Name)) or Tags/any()')],
  ['counts', filter('Items/$count gt 3 and not endswith(tolower(Name),@end)')],
  ['an alias', `${filter('Id eq @id')}&@id=7`],
  ['functions of a namespace', filter('Sales.Discount(rate=@r,of=Price) lt cast(5,Edm.Double)')],
  ['an aggregation', '$apply=filter(Price gt 5)/groupby((Name),aggregate(Price with sum as S))'],
])('takes %s in 4.0', (_case, query) => {
  expect(problems(query, '4.0')).toEqual([])
})

test.each([
  ['names without a dollar, in any case', 'TOP=5&Filter=Id%20eq%207'],
  ['membership', filter("Name in ('a','b') and Id in @ids")],
  ['computed properties', '$compute=Price mul 2 as Twice,length(Name) as L&$select=Twice'],
  ['options of selected items', '$select=Address($select=City;$count=true)'],
  ['cases', filter('case(Price gt 5:1,true:0) eq 1 and Price divby 2 eq 1')],
  [
    'operators and functions in any case',
    filter("Name EQ 'a' AND NOT Contains(Name,'b') or Id In (1)"),
  ],
  [
    'counts and parts of a collection',
    filter('Items/$count($filter=Price gt 5) gt 2 and Items/$filter(Price lt 3)/$count eq 1'),
  ],
  [
    'annotations',
    '$select=@Core.Messages,Address/@A.B&$orderby=Price/@Measures.Currency%23R&$expand=@A.B($top=2),$value',
  ],
  ['signatures of functions', '$select=Model.Popular(Location,Kind)'],
  ['aliases of an item', '$expand=Items(@c=$this;$filter=@c/Price gt 3)'],
  ['semicolons in a value', '$expand=Items($search=a%3Bb;$top=2)'],
  ['words that are operators elsewhere', '$search=AND OR NOT'],
  ['an empty list', filter('Name in ()')],
  ['values in JSON', '@p={"a":[1,"it\'s",null],"b":{}}'],
])('takes %s in 4.01', (_case, query) => {
  expect(problems(query, '4.01')).toEqual([])
})

test.each([
  ['a system option that is none', '$limit=5', '$limit: There is no such system query option.'],
  ['an option twice', '$top=5&$top=6', '$top: It stands more than once.'],
  ['a number that is none', '$top=-5', '$top: "-5" is not a whole number.'],
  ['a truth that is none', '$count=yes', '$count: "yes" is not true or false.'],
  ['another case', '$Top=5', '$Top: There is no such system query option.'],
  ['an open bracket', filter('(a eq 1'), '$filter: It ends where a value is expected.'],
  ['an open quote', filter("a eq 'b"), '$filter: "\'b" at 6 is not expected.'],
  ['no operand', filter('a eq'), '$filter: It ends where a value is expected.'],
  ['an operator of other languages', filter('a == 1'), '$filter: "== 1" at 3 is not expected.'],
  [
    'a list that is none',
    filter('a eq (1,2)'),
    '$filter: A list in brackets stands only behind in.',
  ],
  ['an unknown function', filter('nope(a)'), '$filter: There is no function nope.'],
  ['too many arguments', filter('tolower(a,b)'), '$filter: tolower does not take 2 arguments.'],
  ['a lambda of nothing', filter('any(x:x eq 1)'), '$filter: any stands behind a collection.'],
  ['an operator of 4.01', filter('a in (1)'), '$filter: The operator in is of OData 4.01.'],
  ['an option of 4.01', '$compute=a as b', '$compute: It is of OData 4.01.'],
  ['an item that is none', '$select=a,,b', '$select: "" is no path of properties.'],
  ['an order that is none', '$orderby=a sideways', '$orderby: "sideways" at 3 is not expected.'],
  [
    'an option inside that is none',
    '$expand=a($format=json)',
    '$expand: "$format" is no option of an item.',
  ],
  ['an option inside that is wrong', '$expand=a($top=b)', '$expand: "b" is not a whole number.'],
  ['a search for nothing', '$search=()', '$search: There is nothing to look for.'],
  ['a phrase without its end', '$search="a', '$search: A quote is not closed.'],
  ['an alias without a name', '@1=2', '@1: It is no name of a parameter.'],
])('refuses %s in 4.0', (_case, query, expected) => {
  expect(problems(query, '4.0')).toEqual([expected])
})

test('nothing that is asked makes the checks crash', () => {
  fc.assert(odataProperty, { numRuns: 2_000 })
})

test('says what is wrong with each option', () => {
  expect(problems('$top=a&$skip=b&x=1', '4.0')).toHaveLength(2)
})

test.each([
  ['brackets', filter(`${'('.repeat(50_000)}a${')'.repeat(50_000)}`)],
  ['lambdas', filter(`${'a/any(x:'.repeat(5_000)}1${')'.repeat(5_000)}`)],
  ['expanded items', `$expand=${'a($expand='.repeat(2_000)}b${')'.repeat(2_000)}`],
])('refuses thousands of %s inside each other', (_case, query) => {
  expect(problems(query, '4.01')).toEqual([
    expect.stringMatching(/More than 60 levels are inside each other\.$/),
  ])
})

test('takes a long chain of operators and minus signs', () => {
  expect(problems(filter(`a eq ${'-'.repeat(5_000)}b${' and c'.repeat(5_000)}`), '4.0')).toEqual([])
})
