import { expect, test } from 'vitest'
import { advise, chosenRules, isAtLeast, rules } from '../../../advice/advise.ts'
import { GatedrillError } from '../../../ledger/errors.ts'
import { looseWith, looseXml } from './subject-of.ts'

test('each rule has an id of its own, a reason, a remedy and an address', () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
  for (const { id, why, fix, finds, source } of rules) {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    for (const text of [why, fix, finds]) expect(text, id).toMatch(/^\S.{10,}[^.\s]$/)
    expect(source.url, id).toMatch(/^https:\/\/\S+$/)
  }
})

test.each([
  ['--rule', { only: ['forward-timeot-unset'], ignored: [] }],
  ['--ignore', { only: [], ignored: ['forward-timeot-unset'] }],
])('%s with an unknown rule is refused, and names the nearest', (option, chosen) => {
  const refuse = () => chosenRules(chosen)
  expect(refuse).toThrow(GatedrillError)
  expect(refuse).toThrow(/ADVICE_UNKNOWN_RULE/)
  expect(refuse).toThrow(`${option} forward-timeot-unset`)
  expect(refuse).toThrow('fix: write forward-timeout-unset')
})

test('rules are chosen by --rule and left out by --ignore', () => {
  const ids = (only: string[], ignored: string[]) =>
    chosenRules({ only, ignored }).map(({ id }) => id)
  expect(ids(['developer-tier', 'no-headroom'], ['no-headroom'])).toEqual(['developer-tier'])
  expect(ids([], ['developer-tier'])).toHaveLength(rules.length - 1)
})

const forward = '<forward-request />'

test('a finding has file, line and column, and the graver come first', () => {
  const found = advise(
    looseWith('<forward-request timeout="300" />\n<forward-request />', 'backend'),
  )
  const places = found.map(({ rule, at }) => [rule.id, at.file, at.line, at.column])
  expect(places).toEqual([
    ['forward-timeout-unset', 'policy.xml', 4, 1],
    ['forward-timeout-too-long', 'policy.xml', 3, 36],
  ])
  expect(found.filter((finding) => isAtLeast(finding, 'medium'))).toHaveLength(1)
  expect(found.filter((finding) => isAtLeast(finding, 'low'))).toHaveLength(2)
  expect(found.filter((finding) => isAtLeast(finding, 'high'))).toHaveLength(0)
})

test('a fingerprint stays when lines move, and tells equal lines apart', () => {
  const marks = (xml: string) =>
    advise(looseXml(xml), chosenRules({ only: ['forward-timeout-unset'], ignored: [] })).map(
      ({ fingerprint }) => fingerprint,
    )
  const document = (before: string) =>
    `<policies>${before}<backend>\n${forward}\n${forward}\n</backend></policies>`
  const [first, second] = marks(document(''))
  expect(first).toMatch(/^[0-9a-f]{32}$/)
  expect(second).not.toBe(first)
  expect(marks(document('\n\n<inbound />\n'))).toEqual([first, second])
})
