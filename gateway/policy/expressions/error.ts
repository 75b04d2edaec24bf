/** What an expression threw: a .NET exception by its type's name without namespace. */
export class ExpressionError extends Error {
  /** `FormatException`, `KeyNotFoundException`, ... */
  readonly type: string
  /** The value of a `throw new X(...)`'s `InnerException`, if any. */
  readonly inner: ExpressionError | undefined

  constructor(type: string, message: string, inner?: ExpressionError) {
    super(message)
    this.name = 'ExpressionError'
    this.type = type
    this.inner = inner
  }
}

/** Throws a .NET exception. Messages are those of .NET, as far as people match on them. */
export function raise(type: string, message: string): never {
  throw new ExpressionError(type, message)
}

export function raiseNullReference(): never {
  raise('NullReferenceException', 'Object reference not set to an instance of an object.')
}

export function raiseCast(from: string, to: string): never {
  raise('InvalidCastException', `Unable to cast object of type '${from}' to type '${to}'.`)
}

export function raiseNull(parameter: string): never {
  raise('ArgumentNullException', `Value cannot be null. (Parameter '${parameter}')`)
}

export function raiseRange(parameter: string): never {
  raise(
    'ArgumentOutOfRangeException',
    `Specified argument was out of the range of valid values. (Parameter '${parameter}')`,
  )
}

export function raiseIndex(): never {
  raise('IndexOutOfRangeException', 'Index was outside the bounds of the array.')
}

export function raiseFormat(message = 'Input string was not in a correct format.'): never {
  raise('FormatException', message)
}

export function raiseOverflow(type: string): never {
  raise('OverflowException', `Value was either too large or too small for ${type}.`)
}
