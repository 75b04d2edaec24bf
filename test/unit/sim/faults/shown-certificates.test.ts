import { expect, test } from 'vitest'
import type { FaultWorld } from '../../../../sim/faults/define-fault.ts'
import { areExpired, areInTime } from '../../../../sim/faults/shown-certificates.ts'
import { instances, planWorld, worldInMemory } from './world-in-memory.ts'

const targets = planWorld.parts.filter(({ name }) => name === 'orders')
const date = 'The SSL connection could not be established (certificate has expired)'
const dead = undefined

/** What the process shows, and what the first and all other instances say of their requests. */
function worldOf(shown: string, first: string | undefined, others: string | undefined): FaultWorld {
  const { world } = worldInMemory()
  return {
    ...world,
    call: async (name, call) => ({ ...(await world.call(name, call)), certificateTrouble: shown }),
    async ask(name) {
      const trouble = name === instances[0]?.instance ? first : others
      if (trouble === undefined) throw new Error(`${name} did not answer`)
      return { trouble }
    },
  }
}

test.each([
  ['everybody is refused for the date', 'CERT_HAS_EXPIRED', date, date, true],
  ['instances that are dead say nothing', 'CERT_HAS_EXPIRED', date, dead, true],
  ['all instances are dead', 'CERT_HAS_EXPIRED', dead, dead, false],
  ['one instance is answered', 'CERT_HAS_EXPIRED', 'none', date, false],
  ['instances fail for another reason', 'CERT_HAS_EXPIRED', 'refused', 'refused', false],
  ['the process shows a good one', 'none', date, date, false],
])('expired, when %s', async (_case, shown, first, others, expected) => {
  expect(await areExpired(targets, worldOf(shown, first, others))).toBe(expected)
})

test.each([
  ['everybody is answered', 'none', 'none', 'none', true],
  ['instances are harmed otherwise', 'none', 'refused', dead, true],
  ['one instance is refused for the date', 'none', date, 'none', false],
  ['the process shows the expired one', 'CERT_HAS_EXPIRED', 'none', 'none', false],
  ['the name is wrong', 'ERR_TLS_CERT_ALTNAME_INVALID', 'none', 'none', false],
])('in its time, when %s', async (_case, shown, first, others, expected) => {
  expect(await areInTime(targets, worldOf(shown, first, others))).toBe(expected)
})
