import { randomOf } from './random.ts'

/**
 * Draws from [0, 1) that depend on nothing but the seed, the stream and two numbers: whatever
 * comes first in a run, each gets its own. The numbers are mixed as in MurmurHash3 (fmix32).
 */
export function keyedRandom(seed: number, stream: string): (a: number, b: number) => number {
  const salt = Math.floor(randomOf(seed, stream)() * 2 ** 32)
  return (a, b) => {
    const low = mixed(salt ^ (a >>> 0))
    const high = mixed(low ^ Math.floor(a / 2 ** 32))
    return mixed(high ^ Math.imul(b, 0x9e37_79b1)) / 2 ** 32
  }
}

function mixed(value: number): number {
  let hash = (value ^ (value >>> 16)) >>> 0
  hash = Math.imul(hash, 0x85eb_ca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
