import { raise } from '../error.ts'
import { NetObject } from '../value.ts'
import { defineType } from './define.ts'
import { objectKind } from './kind.ts'
import { bytes, double, dynamic, int } from './kinds.ts'

/** From 0 to below 1. */
type Draw = () => number

class NetRandom extends NetObject {
  readonly netType = 'Random'
  readonly draw: Draw

  constructor(draw: Draw) {
    super()
    this.draw = draw
  }
}

const random = objectKind(NetRandom, 'Random')

/** `System.Random`: without a seed it draws from the exchange's stream. */
export const randomType = defineType('Random', random)
  .method('Next', [], int, ({ draw }) => Math.floor(draw() * intMax))
  .method('Next', [int], int, ({ draw }, [max]) => between(draw, 0, max))
  .method('Next', [int, int], int, ({ draw }, [min, max]) => between(draw, min, max))
  .method('NextDouble', [], double, ({ draw }) => draw())
  .method('NextBytes', [bytes], dynamic, ({ draw }, [buffer]) => {
    for (let index = 0; index < buffer.length; index += 1) buffer[index] = Math.floor(draw() * 256)
    return null
  })
  .create([], (_, { exchange }) => new NetRandom(exchange.random))
  .create([int], ([seed]) => new NetRandom(seeded(seed)))
  .value('Shared', random, ({ exchange }) => new NetRandom(exchange.random))

function between(draw: Draw, min: number, max: number): number {
  if (min > max) {
    raise(
      'ArgumentOutOfRangeException',
      "'minValue' cannot be greater than maxValue. (Parameter 'minValue')",
    )
  }
  return min + Math.floor(draw() * (max - min))
}

const intMax = 2_147_483_647
const seedBase = 161_803_398

/** .NET's generator for a given seed: Knuth's subtractive one, The Art of Computer Programming 3.2.2. */
function seeded(seed: number): Draw {
  const state: number[] = new Array<number>(56).fill(0)
  let last = seedBase - Math.min(Math.abs(seed), intMax)
  let next = 1
  state[55] = last
  for (let index = 1; index < 55; index += 1) {
    const at = (21 * index) % 55
    state[at] = next
    next = wrapped(last - next)
    last = state[at] ?? 0
  }
  for (let round = 1; round < 5; round += 1) {
    for (let index = 1; index < 56; index += 1) {
      const other = state[1 + ((index + 30) % 55)] ?? 0
      state[index] = wrapped((state[index] ?? 0) - other)
    }
  }
  let [first, second] = [0, 21]
  return () => {
    first = first >= 55 ? 1 : first + 1
    second = second >= 55 ? 1 : second + 1
    let drawn = (state[first] ?? 0) - (state[second] ?? 0)
    if (drawn === intMax) drawn -= 1
    if (drawn < 0) drawn += intMax
    state[first] = drawn
    return drawn * (1 / intMax)
  }
}

function wrapped(value: number): number {
  // Differences overflow as int before they are brought back.
  const int = value | 0
  return int < 0 ? int + intMax : int
}
