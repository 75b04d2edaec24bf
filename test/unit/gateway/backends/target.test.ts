import { describe, expect, test } from 'vitest'
import { compileTargets } from '../../../../gateway/backends/target.ts'
import type { BackendEntity } from '../../../../ledger/revision.ts'
import { contentOf } from '../in-memory.ts'

const credentials = { headers: {}, query: {} }
const single = (id: string, url: string | undefined = `https://${id}.example`): BackendEntity => ({
  id,
  kind: 'single',
  url,
  members: [],
  credentials,
})
const pool = (
  ...members: (readonly [id: string, weight: number, priority: number])[]
): BackendEntity => ({
  id: 'pool',
  kind: 'pool',
  members: members.map(([id, weight, priority]) => ({ id, weight, priority })),
  credentials,
})

function hostsOf(backends: BackendEntity[], count: number): string[] {
  const targets = compileTargets(contentOf({ backends }), new Map())
  return Array.from({ length: count }, () => {
    const found = targets.destinationOf({ kind: 'entity', backendId: 'pool' })
    if (typeof found === 'string') return found
    return 'base' in found ? found.base.hostname.replace('.example', '') : 'unavailable'
  })
}

describe('a pool', () => {
  test.each([
    [
      'takes equal members in turn',
      [
        ['a', 1, 1],
        ['b', 1, 1],
      ] as const,
      'a b a b',
    ],
    [
      'takes members by weight, evenly spread',
      [
        ['a', 3, 1],
        ['b', 1, 1],
      ] as const,
      'a a b a',
    ],
    [
      'takes the lowest priority number only',
      [
        ['a', 1, 2],
        ['b', 1, 1],
      ] as const,
      'b b b b',
    ],
    [
      'leaves out members that are not there',
      [
        ['a', 1, 1],
        ['gone', 1, 1],
      ] as const,
      'a a a a',
    ],
    [
      'leaves out members without weight',
      [
        ['a', 0, 1],
        ['b', 1, 1],
      ] as const,
      'b b b b',
    ],
  ])('%s', (_case, members, expected) => {
    expect(hostsOf([single('a'), single('b'), pool(...members)], 4).join(' ')).toBe(expected)
  })

  test('without any member says so', () => {
    expect(hostsOf([pool()], 1)).toEqual(['pool pool has no member that can be called'])
  })
})

test.each([
  ['no target', undefined, 'the API has no service URL, and no policy has set one'],
  ['no entity of that name', { kind: 'entity', backendId: 'x' } as const, 'there is no backend x'],
  [
    'an entity without address',
    { kind: 'entity', backendId: 'bare' } as const,
    'backend bare has no http or https URL',
  ],
  [
    'another scheme',
    { kind: 'url', baseUrl: 'ftp://a' } as const,
    '"ftp://a" is no http or https URL',
  ],
])('%s is said', (_case, target, expected) => {
  const bare: BackendEntity = { ...single('bare'), url: undefined }
  expect(compileTargets(contentOf({ backends: [bare] }), new Map()).destinationOf(target)).toBe(
    expected,
  )
})
