import seedrandom from 'seedrandom'
import { expect, test } from 'vitest'
import { changePointsOf } from '../../../../reports/trend/change-points.ts'

/** Levels with noise of so many percent. */
function seriesOf(
  levels: readonly (readonly [level: number, count: number])[],
  seed = 1,
  noise = 5,
) {
  const random = seedrandom(`series ${seed}`)
  return levels.flatMap(([level, count]) =>
    Array.from({ length: count }, () => level * (1 + (noise / 100) * (random() * 2 - 1))),
  )
}

const placesOf = (values: readonly number[]) => changePointsOf(values).map(({ at }) => at)

test.each([
  [
    'one step',
    [
      [10, 12],
      [13, 10],
    ],
    [12],
  ],
  [
    'up and down again',
    [
      [10, 10],
      [14, 10],
      [10, 10],
    ],
    [10, 20],
  ],
  [
    'a small step',
    [
      [10, 15],
      [10.3, 15],
    ],
    [],
  ],
  [
    'too few runs',
    [
      [10, 3],
      [20, 2],
    ],
    [],
  ],
] as const)('%s', (_what, levels, expected) => {
  expect(placesOf(seriesOf(levels))).toEqual(expected)
})

test('what the levels were is told', () => {
  const [change] = changePointsOf(
    seriesOf(
      [
        [100, 10],
        [150, 10],
      ],
      2,
      1,
    ),
  )
  expect(change?.before).toBeCloseTo(100, -1)
  expect(change?.after).toBeCloseTo(150, -1)
  expect(change?.p).toBeLessThanOrEqual(0.005)
})

test('noise alone hardly ever is a change', () => {
  const found = Array.from({ length: 40 }, (_, seed) =>
    placesOf(seriesOf([[10, 16]], seed + 10, 30)),
  )
  expect(found.filter((places) => places.length > 0).length).toBeLessThanOrEqual(2)
})

test('one run that went wrong is no change', () => {
  const values = seriesOf([[10, 20]], 3)
  values[9] = 80
  expect(placesOf(values)).toEqual([])
})
