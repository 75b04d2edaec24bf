import { expect, test } from 'vitest'
import { shortCuts } from '../../../../../../gateway/policy/expressions/compile/short-cut.ts'
import { exchangeOf, resultOf } from '../exchange.ts'

const product = {
  id: '/products/starter',
  name: 'Starter',
  isPublished: true,
  isSubscriptionRequired: true,
  apiIds: [],
}
const subscription = {
  id: 'contoso',
  name: 'Contoso',
  state: 'active',
  primaryKey: '1',
  secondaryKey: '2',
  mayTrace: false,
  scope: { kind: 'all' },
} as const

test.each(Object.keys(shortCuts))('%s is what the tables of members say', (chain) => {
  const exchange = { ...exchangeOf(), product, subscription }
  // In brackets it is no chain to the compiler, and goes the long way.
  expect(resultOf(`@(${chain})`, exchange)).toBe(resultOf(`@("" + (${chain}))`, exchange))
  expect(shortCuts[chain]?.(exchange)).toBe(resultOf(`@("" + (${chain}))`, exchange))
})

test.each(['context.Subscription.Id', 'context.Product.Id'])(
  '%s throws where there is none',
  (chain) => {
    expect(resultOf(`@(${chain})`)).toBe('!NullReferenceException')
  },
)

test('a chain that only begins like one goes the long way', () => {
  expect(resultOf('@(context.Deployment.Region.Length)')).toBe('10')
  expect(resultOf('@(context.RequestId.ToString("N").Length)')).toBe('32')
})
