/** What came of a rate that was offered to warm a world up. */
export type WarmUpOffer = {
  readonly verdict: 'pass' | 'fail' | 'unclear'
  /** Requests that got an answer. */
  readonly answered: number
  /** Of all processors; undefined where nobody tells. */
  readonly busyShare: number | undefined
}

export type WarmUpOptions = {
  offer(ratePerS: number): Promise<WarmUpOffer>
  readonly startPerS: number
  readonly lowestPerS: number
  readonly highestPerS: number
  /** Answers after which the instances of the world are warm. */
  readonly answers: number
  /** Whether there is time for another offer. */
  hasTime(): boolean
}

const growth = 2
/** A machine with less to do than this takes twice as much without a line that grows. */
const roomyShare = 0.6

/**
 * Offers load until the instances have run their code so often that it is compiled for good: what a
 * cold one carries is half of what it carries later. Once, at least, and as fast as goes: the rate
 * doubles while there is room, and halves when it was too much. Resolves to the rate that comes next.
 */
export async function warmUp(options: WarmUpOptions): Promise<number> {
  const { lowestPerS, highestPerS, answers } = options
  let ratePerS = options.startPerS
  let answered = 0
  do {
    const { verdict, busyShare = 1, ...offer } = await options.offer(ratePerS)
    answered += offer.answered
    if (verdict === 'fail') ratePerS = Math.max(ratePerS / growth, lowestPerS)
    else if (verdict === 'pass' && busyShare < roomyShare) {
      ratePerS = Math.min(ratePerS * growth, highestPerS)
    }
  } while (answered < answers && options.hasTime())
  return ratePerS
}
