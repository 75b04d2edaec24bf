import { expect, test } from 'vitest'
import { cacheInMemory } from './cache-in-memory.ts'
import { gatewayOf } from './call-of.ts'

const policy = (more: string, value: string) =>
  `<cache-value key="k" variable-name="found" ${more}><value>${value}</value></cache-value>`
const made = '<set-variable name="found" value="@(context.Timestamp.Second)" />'

function gateway(api: string) {
  const { cache, time } = cacheInMemory()
  const call = gatewayOf({ inbound: { api }, cache })
  return async (atMs: number) => {
    time.nowMs = atMs
    const { exchange, status } = await call({ atMs })
    return status === 200 ? exchange.variables.get('found') : status
  }
}

test('a value is made once, and anew when it has expired', async () => {
  const at = gateway(policy('expires-after="10"', made))
  expect([await at(1_000), await at(10_000), await at(11_000)]).toEqual([1, 1, 11])
})

test('a value is made anew when it is to be refreshed', async () => {
  const at = gateway(policy('expires-after="10" refresh-after="5"', made))
  expect([await at(1_000), await at(5_000), await at(6_000), await at(15_000)]).toEqual([
    1, 1, 6, 15,
  ])
})

test('an old value serves when no new one can be made', async () => {
  const failing = `<choose><when condition="@(context.Timestamp.Second &gt; 1)"><set-variable name="x" value="@(int.Parse(&quot;no&quot;))" /></when></choose>`
  const at = gateway(policy('expires-after="10" refresh-after="5"', failing + made))
  expect([await at(1_000), await at(7_000), await at(12_000)]).toEqual([1, 1, 500])
})

test('without a value of its own it takes the default, which is not kept', async () => {
  const at = gateway(policy('default-value="@(7)"', '<set-variable name="other" value="1" />'))
  expect([await at(1_000), await at(2_000)]).toEqual([7, 7])
})

test('is refused without a value', () => {
  expect(() => gateway('<cache-value key="k" variable-name="v" />')).toThrow(/has no value/)
})
