/** Changes of counters on their way to one peer. */
export type Portion = {
  readonly peer: string
  /** Puts it on the connection, if that is still there. */
  send(): void
  /** The sender need not wait: the next portion may come. */
  taken(): void
}

/** What becomes of a portion that leaves this instance. */
export type Carrier = {
  carry(portion: Portion): void
  /** It carries nothing more: what it holds back goes or is lost. */
  end(): void
}

/** How portions leave an instance: at once, or as the last harm that was done to it has it. */
export class Post {
  readonly #carriers: Carrier[] = []
  #harmed = 0

  /** Portions that a harm had in its hands since the last one began. */
  get harmed(): number {
    return this.#harmed
  }

  hand(portion: Portion): void {
    const carrier = this.#carriers.at(-1)
    if (carrier === undefined) {
      portion.send()
      return
    }
    this.#harmed += 1
    carrier.carry(portion)
  }

  /** From now on that carrier has them; the call that comes back ends it. */
  giveTo(carrier: Carrier): () => void {
    this.#carriers.push(carrier)
    this.#harmed = 0
    return () => {
      const at = this.#carriers.indexOf(carrier)
      if (at < 0) return
      this.#carriers.splice(at, 1)
      carrier.end()
    }
  }
}
