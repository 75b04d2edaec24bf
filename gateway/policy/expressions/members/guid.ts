import { randomUUID } from 'node:crypto'
import { raiseFormat } from '../error.ts'
import { guidFromText, NetGuid } from '../values/guid.ts'
import { defineType } from './define.ts'
import { objectKind } from './kind.ts'
import { bool, bytes, out, text, textOrNull } from './kinds.ts'

const guid = objectKind(NetGuid, 'Guid')
const empty = new NetGuid('00000000-0000-0000-0000-000000000000')

export const guidType = defineType('Guid', guid)
  .value('Empty', guid, () => empty)
  .method('ToByteArray', [], bytes, ({ text: value }) => toBytes(value))
  .static('NewGuid', [], guid, () => new NetGuid(randomUUID()))
  .static('Parse', [text], guid, ([value]) => parsed(value))
  .static('TryParse', [textOrNull, out], bool, ([value, set]) => {
    const found = guidFromText(value ?? '')
    set(found ?? empty)
    return found !== undefined
  })
  .create([], () => empty)
  .create([text], ([value]) => parsed(value))
  .create([bytes], ([value]) => fromBytes(value))

function parsed(value: string): NetGuid {
  return guidFromText(value) ?? raiseFormat('Unrecognized Guid format.')
}

/** The first three groups are little-endian. */
const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]

function toBytes(value: string): Buffer {
  const big = Buffer.from(value.replaceAll('-', ''), 'hex')
  return Buffer.from(order.map((index) => big[index] ?? 0))
}

function fromBytes(value: Buffer): NetGuid {
  const big = Buffer.from(order.map((index) => value[index] ?? 0))
  return guidFromText(big.toString('hex')) ?? empty
}
