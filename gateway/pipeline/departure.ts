/** What calls a request off: an AbortSignal, or the part of one that is listened to here. */
export type CallOff = {
  readonly aborted: boolean
  addEventListener(event: 'abort', listener: () => void): void
  removeEventListener(event: 'abort', listener: () => void): void
}

/**
 * Whether the client of a request is still there. Every request is watched and hardly any client
 * leaves, so this is a list and no signal; a signal is made when somebody needs one.
 */
export class Departure implements CallOff {
  #aborted = false
  #listeners: (() => void)[] = []
  #controller: AbortController | undefined

  get aborted(): boolean {
    return this.#aborted
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      if (this.#aborted) this.#controller.abort()
    }
    return this.#controller.signal
  }

  addEventListener(_event: 'abort', listener: () => void): void {
    this.#listeners.push(listener)
  }

  removeEventListener(_event: 'abort', listener: () => void): void {
    const at = this.#listeners.indexOf(listener)
    if (at >= 0) this.#listeners.splice(at, 1)
  }

  /** The client is gone, and its response not out. */
  leave(): void {
    if (this.#aborted) return
    this.#aborted = true
    this.#controller?.abort()
    const listeners = this.#listeners
    this.#listeners = []
    for (const listener of listeners) listener()
  }
}
