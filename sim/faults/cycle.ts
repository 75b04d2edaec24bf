import type { FaultWorld } from './define-fault.ts'

/**
 * Does a harm again and again until it is disposed of: there for `onMs`, gone for `offMs`. Resolves
 * when it is there for the first time. What fails on the way is thrown at the end.
 */
export async function cycle(
  world: Pick<FaultWorld, 'wait'>,
  { onMs, offMs }: { readonly onMs: number; readonly offMs: number },
  harm: () => Promise<AsyncDisposable>,
): Promise<AsyncDisposable> {
  const over = new AbortController()
  let current = await harm()
  let failure: { readonly error: unknown } | undefined
  const looping = loop().catch((error: unknown) => {
    // An end that was asked for is none.
    if (!over.signal.aborted) failure = { error }
  })
  return {
    async [Symbol.asyncDispose]() {
      over.abort(new Error('the fault is over'))
      await looping
      await current[Symbol.asyncDispose]()
      const failed = failure
      failure = undefined
      if (failed !== undefined) throw failed.error
    },
  }

  async function loop(): Promise<void> {
    while (!over.signal.aborted) {
      await world.wait(onMs, over.signal)
      await current[Symbol.asyncDispose]()
      await world.wait(offMs, over.signal)
      current = await harm()
    }
  }
}
