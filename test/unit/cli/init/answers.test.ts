import { expect, test } from 'vitest'
import { loadOf, regionsOf } from '../../../../cli/init/answers.ts'

test.each([
  ['westeurope:3:6', [{ name: 'westeurope', zones: 3, units: 6 }]],
  ['westeurope', [{ name: 'westeurope', zones: 3, units: 3 }]],
  ['westeurope:2', [{ name: 'westeurope', zones: 2, units: 2 }]],
  [
    ' westeurope:3:3, northeurope:1:2 ',
    [
      { name: 'westeurope', zones: 3, units: 3 },
      { name: 'northeurope', zones: 1, units: 2 },
    ],
  ],
])('regions "%s" are read', (text, expected) => expect(regionsOf(text)).toEqual(expected))

test.each(['', 'West Europe', 'westeurope:4', 'westeurope:3:0', 'westeurope:3:3:3', 'a:1,a:2'])(
  'regions "%s" are refused, with what would be right',
  (text) => {
    expect(() => regionsOf(text)).toThrow(
      expect.objectContaining({
        problems: [expect.objectContaining({ code: 'CLI_BAD_REGIONS' })],
      }),
    )
  },
)

test.each([
  ['50/s 99% 250ms', { ratePerS: 50, availabilityPercent: 99, p99Ms: 250 }],
  ['1.5s, 200/s', { ratePerS: 200, availabilityPercent: 99, p99Ms: 1_500 }],
  ['99.95%', { ratePerS: 50, availabilityPercent: 99.95, p99Ms: 250 }],
])('load "%s" is read, in any order, and the usual stands for what is left out', (text, expected) =>
  expect(loadOf(text)).toEqual(expected),
)

test.each(['much', '50', '0/s', '101%', '100001/s', '5/s 6/s'])(
  'load "%s" is refused, with what would be right',
  (text) => {
    expect(() => loadOf(text)).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ code: 'CLI_BAD_LOAD' })] }),
    )
  },
)
