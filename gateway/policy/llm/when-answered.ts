import type { Exchange } from '../../pipeline/exchange.ts'

type OnAnswer = NonNullable<Exchange['onAnswer']>

/** Adds what is to be done with each answer of the backend; the first that stops is the last. */
export function whenAnswered(exchange: Exchange, call: OnAnswer): void {
  const before = exchange.onAnswer
  exchange.onAnswer =
    before === undefined ? call : async (response) => (await before(response)) ?? call(response)
}
