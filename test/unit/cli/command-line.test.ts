import { expect, test } from 'vitest'
import { commandLineOf } from '../../../cli/command-line.ts'

test.each([
  ['nothing but the seed', { seed: 7, set: [] }, 'gatedrill run zone-down --seed 7'],
  [
    'every option that decides what runs',
    {
      seed: 1,
      set: ['load.ratePerS=9'],
      config: 'my-apiops',
      strict: true as const,
      twin: true as const,
      slos: ['slo.yaml'],
      engine: 'k6' as const,
      baseline: 'results/a',
      allow: ['seed'],
    },
    'gatedrill run zone-down --seed 1 --config my-apiops --twin --set load.ratePerS=9 --engine k6 --slos slo.yaml --strict --baseline results/a --allow seed',
  ],
  [
    'what a shell would read otherwise',
    { seed: 1, set: ['faults[0].zone=2', "description=it's"] },
    "gatedrill run zone-down --seed 1 --set 'faults[0].zone=2' --set 'description=it'\\''s'",
  ],
  [
    'no named value, for it may be a secret',
    { seed: 1, set: ['gateway.namedValues.api-key=s3cret'] },
    "gatedrill run zone-down --seed 1 --set 'gateway.namedValues.api-key=(hidden)'",
  ],
  [
    'no subscription key, however it was given',
    { seed: 1, set: ['gateway={"subscriptionKeys":{"a":{"primary":"p"}}}'] },
    "gatedrill run zone-down --seed 1 --set 'gateway=(hidden)'",
  ],
])('the command that repeats a run has %s', (_case, options, expected) => {
  expect(commandLineOf('zone-down', options)).toBe(expected)
})
