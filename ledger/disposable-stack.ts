/*
 * `DisposableStack` and `AsyncDisposableStack` where they are missing: they came with Node 24, and a
 * built package runs on Node 22 too. Imported for its effect, before what uses it. Source: ECMAScript 2026, Explicit
 * Resource Management.
 */

type Undo = () => unknown

/** Used by the tests; the programs use the global. */
export class OwnAsyncDisposableStack implements AsyncDisposableStack {
  readonly [Symbol.toStringTag] = 'AsyncDisposableStack'
  #undos: Undo[] = []
  #isDisposed = false

  get disposed(): boolean {
    return this.#isDisposed
  }

  use<T extends AsyncDisposable | Disposable | null | undefined>(value: T): T {
    this.#push(undoOf(value))
    return value
  }

  adopt<T>(value: T, onDisposeAsync: (value: T) => PromiseLike<void> | void): T {
    this.#push(() => onDisposeAsync(value))
    return value
  }

  defer(onDisposeAsync: () => PromiseLike<void> | void): void {
    this.#push(onDisposeAsync)
  }

  move(): AsyncDisposableStack {
    this.#mustLive()
    const moved = new OwnAsyncDisposableStack()
    moved.#undos = this.#undos
    this.#undos = []
    this.#isDisposed = true
    return moved
  }

  async disposeAsync(): Promise<void> {
    if (this.#isDisposed) return
    this.#isDisposed = true
    const errors: unknown[] = []
    for (const undo of this.#undos.toReversed()) {
      try {
        await undo()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw errors.reduce(suppressing)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.disposeAsync()
  }

  #push(undo: Undo): void {
    this.#mustLive()
    this.#undos.push(undo)
  }

  #mustLive(): void {
    if (this.#isDisposed) throw new ReferenceError('the stack is disposed of')
  }
}

/** Likewise. */
export class OwnDisposableStack implements DisposableStack {
  readonly [Symbol.toStringTag] = 'DisposableStack'
  #undos: Undo[] = []
  #isDisposed = false

  get disposed(): boolean {
    return this.#isDisposed
  }

  use<T extends Disposable | null | undefined>(value: T): T {
    if (value === null || value === undefined) return value
    if (!(Symbol.dispose in value)) throw new TypeError('this cannot be disposed of')
    this.defer(value[Symbol.dispose].bind(value))
    return value
  }

  adopt<T>(value: T, onDispose: (value: T) => void): T {
    this.defer(() => onDispose(value))
    return value
  }

  defer(onDispose: () => void): void {
    if (this.#isDisposed) throw new ReferenceError('the stack is disposed of')
    this.#undos.push(onDispose)
  }

  move(): DisposableStack {
    if (this.#isDisposed) throw new ReferenceError('the stack is disposed of')
    const moved = new OwnDisposableStack()
    moved.#undos = this.#undos
    this.#undos = []
    this.#isDisposed = true
    return moved
  }

  dispose(): void {
    if (this.#isDisposed) return
    this.#isDisposed = true
    const errors: unknown[] = []
    for (const undo of this.#undos.toReversed()) {
      try {
        undo()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw errors.reduce(suppressing)
  }

  [Symbol.dispose](): void {
    this.dispose()
  }
}

/** The way to undo is looked up at once: what has none is refused before it is relied on. */
function undoOf(value: AsyncDisposable | Disposable | null | undefined): Undo {
  if (value === null || value === undefined) return () => undefined
  if (Symbol.asyncDispose in value) return value[Symbol.asyncDispose].bind(value)
  if (Symbol.dispose in value) return value[Symbol.dispose].bind(value)
  throw new TypeError('this cannot be disposed of')
}

/** The later error tells of the earlier one. */
function suppressing(suppressed: unknown, error: unknown): Error {
  const both = new Error('an error was suppressed while another was handled')
  return Object.assign(both, { name: 'SuppressedError', error, suppressed })
}

const missing = {
  DisposableStack: OwnDisposableStack,
  AsyncDisposableStack: OwnAsyncDisposableStack,
}
for (const [name, value] of Object.entries(missing)) {
  if (name in globalThis) continue
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
}
