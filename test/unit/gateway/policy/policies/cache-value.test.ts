import { expect, test } from 'vitest'
import { cacheInMemory } from './cache-in-memory.ts'
import { gatewayOf } from './call-of.ts'

const read = '<cache-lookup-value key="k" variable-name="found" />'

function gatewayWith(inbound: string, outbound = '') {
  const { cache, time } = cacheInMemory()
  const call = gatewayOf({ inbound: { api: inbound }, outbound, cache })
  return async (atMs = 0) => {
    time.nowMs = atMs
    return (await call({ atMs })).exchange.variables.get('found')
  }
}

test('a value is there from the next request on, for its duration', async () => {
  const store =
    '<choose><when condition="@(!context.Variables.ContainsKey(&quot;found&quot;))"><cache-store-value key="k" value="v" duration="10" /></when></choose>'
  const found = gatewayWith(read, store)
  expect([await found(0), await found(9_999), await found(10_000)]).toEqual([
    undefined,
    'v',
    undefined,
  ])
})

test('a miss takes the default', async () => {
  const found = gatewayWith(read.replace('/>', 'default-value="@(7)" />'))
  expect(await found()).toBe(7)
})

test('keys and values may be expressions, and keep their type', async () => {
  const found = gatewayWith(
    '<cache-store-value key="@(&quot;k&quot;)" value="@(new JObject(new JProperty(&quot;a&quot;, 1)))" duration="10" />' +
      '<cache-lookup-value key="k" variable-name="object" />' +
      '<set-variable name="found" value="@((int)((JObject)context.Variables[&quot;object&quot;])[&quot;a&quot;])" />',
  )
  expect(await found()).toBe(1)
})

test('a value that was removed is a miss', async () => {
  const store = '<cache-store-value key="k" value="v" duration="10" />'
  const found = gatewayWith(`${store}<cache-remove-value key="k" />${read}`)
  expect(await found()).toBeUndefined()
})

test('without an external cache, there is nothing in it', async () => {
  const store = '<cache-store-value key="k" value="v" duration="10" caching-type="external" />'
  expect(await gatewayWith(`${store}${read}`)()).toBeUndefined()
})
