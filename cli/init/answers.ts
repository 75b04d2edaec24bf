import { z } from 'zod'
import { GatedrillError } from '../../ledger/errors.ts'

export type RegionAnswer = { readonly name: string; readonly zones: number; readonly units: number }

export type LoadAnswer = {
  readonly ratePerS: number
  readonly availabilityPercent: number
  readonly p99Ms: number
}

/** What is meant when nothing is said. */
export const usual = { regions: 'westeurope:3:3', load: '50/s 99% 250ms' } as const

const regionSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'a name has lower case letters, digits and -'),
  zones: z.coerce
    .number('zones are a number')
    .int()
    .min(1, 'zones are 1 to 3')
    .max(3, 'zones are 1 to 3'),
  units: z.coerce
    .number('units are a number')
    .int()
    .min(1, 'units are 1 to 31')
    .max(31, 'units are 1 to 31'),
})

/** `westeurope:3:6,northeurope`: names with zones (3) and units (as many as zones); the primary first. */
export function regionsOf(text: string): readonly RegionAnswer[] {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '')
  const regions = parts.map((part) => {
    const [name, zones = '3', units = zones, ...rest] = part.split(':')
    const parsed = regionSchema.safeParse({ name, zones, units })
    if (parsed.success && rest.length === 0) return parsed.data
    throw badRegions(part, parsed.error?.issues[0]?.message ?? 'there are more than three parts')
  })
  if (regions.length === 0) throw badRegions(text, 'no region is named')
  const names = regions.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw badRegions(text, `${twice} is named twice`)
  return regions
}

const loadPatterns = {
  ratePerS: /^(\d+(?:\.\d+)?)\/s$/,
  availabilityPercent: /^(\d+(?:\.\d+)?)%$/,
  p99Ms: /^(\d+(?:\.\d+)?)(ms|s)$/,
} as const

/** `50/s 99% 250ms`: requests a second, availability and p99, in any order; each may be left out. */
export function loadOf(text: string): LoadAnswer {
  const words = text.split(/[\s,]+/).filter((word) => word !== '')
  const usualWords = usual.load.split(' ')
  const known = Object.values(loadPatterns)
  const strange = words.find((word) => !known.some((pattern) => pattern.test(word)))
  if (strange !== undefined) throw badLoad(strange, 'it is none of rate, availability and p99')
  const numberOf = (pattern: RegExp) => {
    const found = words.filter((word) => pattern.test(word))
    if (found.length > 1) throw badLoad(found.join(' '), 'it says the same thing twice')
    const word = found[0] ?? usualWords.find((usualWord) => pattern.test(usualWord)) ?? ''
    const [, digits = '', unit] = pattern.exec(word) ?? []
    const value = Number(digits) * (unit === 's' ? 1_000 : 1)
    if (value > 0) return value
    throw badLoad(word, 'it is nothing')
  }
  const answer = {
    ratePerS: numberOf(loadPatterns.ratePerS),
    availabilityPercent: numberOf(loadPatterns.availabilityPercent),
    p99Ms: numberOf(loadPatterns.p99Ms),
  }
  if (answer.ratePerS > 100_000) throw badLoad(`${answer.ratePerS}/s`, 'at most 100000/s')
  if (answer.availabilityPercent > 100)
    throw badLoad(`${answer.availabilityPercent}%`, 'over 100 %')
  return answer
}

function badRegions(what: string, why: string): GatedrillError {
  return new GatedrillError({
    code: 'CLI_BAD_REGIONS',
    where: `regions ${what}`,
    what: 'this names no region',
    why,
    fix: 'write name:zones:units, several with commas: westeurope:3:3,northeurope:3:3',
  })
}

function badLoad(what: string, why: string): GatedrillError {
  return new GatedrillError({
    code: 'CLI_BAD_LOAD',
    where: `load ${what}`,
    what: 'this says no load',
    why,
    fix: `write requests a second, availability and p99: ${usual.load}`,
  })
}
