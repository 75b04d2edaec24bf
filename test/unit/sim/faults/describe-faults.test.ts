import { expect, test } from 'vitest'
import { describeFault, paramLineOf } from '../../../../sim/faults/describe-faults.ts'
import { faults } from '../../../../sim/faults/plan-faults.ts'

test.each([...faults.values()])(
  '$kind is described by one sentence and its parameters',
  (fault) => {
    const { about, params } = describeFault(fault)
    expect(about).toMatch(/\.$/)
    const names = params.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(Object.keys(fault.example)))
    expect(params.filter(({ type }) => type === '')).toEqual([])
  },
)

test.each([
  ['zone-down', 'zone', /^zone \(string or integer, required\): a zone's name/],
  ['zone-down', 'silenceMs', /^silenceMs \(number, 2000 unless said\)/],
  ['unit-crash', 'unit', /^unit \(integer\): a unit by its number/],
  ['link-silence', 'direction', /^direction \(up, down or both, "both" unless said\): up: from/],
])(
  'of %s the parameter %s is told with its type and what it is unless said',
  (kind, name, line) => {
    const fault = faults.get(kind)
    if (fault === undefined) throw new Error(`there is no fault ${kind}`)
    const param = describeFault(fault).params.find((one) => one.name === name)
    expect(param && paramLineOf(param)).toMatch(line)
  },
)
