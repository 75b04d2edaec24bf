import { InvalidArgumentError } from 'commander'
import { expect, test } from 'vitest'
import { faultParamsOf } from '../../../cli/fault-params.ts'
import { durationOf } from '../../../cli/options.ts'

test.each([
  ['no word', [], {}],
  ['a number', ['--zone', '2'], { zone: 2 }],
  ['a text', ['--zone', 'westeurope-2'], { zone: 'westeurope-2' }],
  ['with =', ['--zone=2'], { zone: 2 }],
  ['dashes', ['--silence-ms', '500'], { silenceMs: 500 }],
  ['as in a scenario', ['--silenceMs', '500'], { silenceMs: 500 }],
  ['a switch', ['--hard'], { hard: true }],
  ['a switch before another', ['--hard', '--zone', '1'], { hard: true, zone: 1 }],
  ['a negative number', ['--skew-ms', '-500'], { skewMs: -500 }],
  ['a list', ['--zones', '[1, 2]'], { zones: [1, 2] }],
  ['a name that comes again', ['--zone', '1', '--zone', '2'], { zone: [1, 2] }],
  ['a link', ['--link', 'a>b'], { link: 'a>b' }],
])('parameters: %s', (_case, words, params) => {
  expect(faultParamsOf(words)).toEqual(params)
})

test.each([['2'], ['-z'], ['--'], ['zone=2']])('%s is no parameter', (word) => {
  expect(() => faultParamsOf([word])).toThrow(/CLI_BAD_PARAM/)
})

test.each([
  ['14s', 14],
  ['14', 14],
  ['500ms', 0.5],
  ['2m', 120],
  ['1.5h', 5_400],
])('%s is %d seconds', (text, seconds) => {
  expect(durationOf(text)).toBe(seconds)
})

test.each([[''], ['0s'], ['-1s'], ['14 s'], ['forever'], ['1d']])('%o is no time', (text) => {
  expect(() => durationOf(text)).toThrow(InvalidArgumentError)
})
