import { expect, test } from 'vitest'
import { OwnAsyncDisposableStack, OwnDisposableStack } from '../../../ledger/disposable-stack.ts'

// The platform's own is the oracle: on Node 24 both are here.
const stacks = [
  ['our own', OwnAsyncDisposableStack],
  ["the platform's", AsyncDisposableStack],
] as const

test.each(stacks)('%s undoes in reverse, once, whatever way it was told', async (_name, Stack) => {
  const undone: string[] = []
  const stack = new Stack()
  stack.defer(() => void undone.push('deferred'))
  stack.use({ [Symbol.dispose]: () => void undone.push('disposed') })
  stack.use({ [Symbol.asyncDispose]: async () => void undone.push('disposed later') })
  stack.use(undefined)
  expect(stack.adopt('a file', (name) => void undone.push(name))).toBe('a file')
  await stack.disposeAsync()
  await stack[Symbol.asyncDispose]()
  expect(undone).toEqual(['a file', 'disposed later', 'disposed', 'deferred'])
  expect(stack.disposed).toBe(true)
  expect(() => stack.defer(() => undefined)).toThrow(ReferenceError)
})

test.each(stacks)('%s moves what it holds, and holds nothing itself then', async (_name, Stack) => {
  const undone: string[] = []
  const stack = new Stack()
  stack.defer(() => void undone.push('moved'))
  const moved = stack.move()
  await stack.disposeAsync()
  expect(undone).toEqual([])
  await moved.disposeAsync()
  expect(undone).toEqual(['moved'])
})

test.each(stacks)(
  '%s undoes all, though one undo throws, and tells every error',
  async (_name, Stack) => {
    const undone: string[] = []
    const stack = new Stack()
    stack.defer(() => void undone.push('first'))
    stack.defer(() => Promise.reject(new Error('second')))
    stack.defer(() => {
      throw new Error('third')
    })
    await expect(stack.disposeAsync()).rejects.toMatchObject({
      name: 'SuppressedError',
      error: { message: 'second' },
      suppressed: { message: 'third' },
    })
    expect(undone).toEqual(['first'])
  },
)

test.each(stacks)('%s refuses what cannot be undone', (_name, Stack) => {
  expect(() => Reflect.apply(Stack.prototype.use, new Stack(), [{}])).toThrow(TypeError)
})

const plainStacks = [
  ['our own', OwnDisposableStack],
  ["the platform's", DisposableStack],
] as const

test.each(plainStacks)(
  '%s without promises undoes in reverse, once, and all of it',
  (_name, Stack) => {
    const undone: string[] = []
    const stack = new Stack()
    stack.defer(() => void undone.push('deferred'))
    stack.use({ [Symbol.dispose]: () => void undone.push('disposed') })
    expect(stack.use(undefined)).toBeUndefined()
    expect(stack.adopt('a file', (name) => void undone.push(name))).toBe('a file')
    const moved = stack.move()
    stack.dispose()
    expect(undone).toEqual([])
    moved.defer(() => {
      throw new Error('broken')
    })
    expect(() => moved[Symbol.dispose]()).toThrow('broken')
    moved.dispose()
    expect(undone).toEqual(['a file', 'disposed', 'deferred'])
    expect(moved.disposed).toBe(true)
    expect(() => moved.defer(() => undefined)).toThrow(ReferenceError)
    expect(() => Reflect.apply(Stack.prototype.use, new Stack(), [{}])).toThrow(TypeError)
  },
)
