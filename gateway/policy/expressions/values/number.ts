import { NetObject } from '../value.ts'

export type NumberType = 'double' | 'float' | 'byte' | 'sbyte' | 'short' | 'ushort' | 'uint'

/** A number that is neither int nor long nor decimal. Immutable. */
export class NetNumber extends NetObject {
  readonly netType: NumberType
  readonly value: number

  constructor(netType: NumberType, value: number) {
    super()
    this.netType = netType
    this.value = value
  }
}

export function doubleOf(value: number): NetNumber {
  return new NetNumber('double', value)
}

/** A boxed value of an enumeration: `StringComparison.Ordinal`. */
export class NetEnum extends NetObject {
  readonly netType: string
  readonly name: string
  readonly value: number

  constructor(netType: string, name: string, value: number) {
    super()
    this.netType = netType
    this.name = name
    this.value = value
  }
}

/** A UTF-16 unit. One object for each code, so that `===` is equality. */
export class NetChar extends NetObject {
  readonly netType = 'char'
  readonly code: number

  constructor(code: number) {
    super()
    this.code = code
  }
}

const characters: (NetChar | undefined)[] = []

export function charOf(code: number): NetChar {
  const known = characters[code]
  if (known !== undefined) return known
  const made = new NetChar(code)
  characters[code] = made
  return made
}
