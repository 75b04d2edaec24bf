import { NetObject, type Value } from '../value.ts'

/** A lambda, local function or method group. */
export class NetFunction extends NetObject {
  readonly netType = 'Func'
  readonly call: (...args: Value[]) => Value

  constructor(call: (...args: Value[]) => Value) {
    super()
    this.call = call
  }
}

/** The place that an `out` argument stands for. Never seen by expressions. */
export class OutReference extends NetObject {
  readonly netType = 'out'
  readonly set: (value: Value) => void

  constructor(set: (value: Value) => void) {
    super()
    this.set = set
  }
}

/** `typeof(T)` or the value of `GetType()`. */
export class NetTypeObject extends NetObject {
  readonly netType = 'Type'
  /** As the tables of members name it. */
  readonly name: string
  /** With its namespace, and the types of its items. */
  readonly fullName: string

  constructor(name: string, fullName: string) {
    super()
    this.name = name
    this.fullName = fullName
  }
}

/** An exception as a value: what `catch (Exception e)` names and `new X(...)` makes. */
export class NetException extends NetObject {
  readonly netType = 'Exception'
  readonly type: string
  readonly message: string
  readonly inner: NetException | undefined
  /** Of an ArgumentException and its kin: which argument. */
  readonly parameter: string | undefined

  constructor(type: string, message: string, inner?: NetException, parameter?: string) {
    super()
    this.parameter = parameter
    this.type = type
    this.message = message
    this.inner = inner
  }
}
