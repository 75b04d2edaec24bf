import type { Value } from '../value.ts'
import { toText } from './text.ts'

/** Equal values have equal hashes; .NET's own for texts change with every process. */
export function hashOf(value: Value): number {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'bigint') return Number(BigInt.asIntN(32, value ^ (value >> 32n)))
  let hash = 5381
  for (const character of toText(value)) hash = (Math.imul(hash, 33) ^ character.charCodeAt(0)) | 0
  return hash
}
