import { type Place, reject, type Step, type Stop } from '../policy/define-policy.ts'
import { ExpressionError } from '../policy/expressions/error.ts'
import type { Exchange } from './exchange.ts'

/** A compiled policy that knows its place. */
export type PlacedStep = {
  readonly run: Step
  readonly place: Place
  /** The policies inside it, in order. */
  readonly holds: readonly PlacedStep[]
}

export const internalServerError = 'Internal server error'

/**
 * Runs steps in order until one stops; only a step that gives a promise is awaited. A stop gets
 * the place of the innermost step that made it.
 */
export function runSteps(
  steps: readonly PlacedStep[],
  exchange: Exchange,
  from = 0,
): Stop | undefined | Promise<Stop | undefined> {
  for (let index = from; index < steps.length; index += 1) {
    const step = steps[index]
    if (step === undefined) break
    const stop = runStep(step, exchange)
    if (stop === undefined) continue
    if (stop instanceof Promise) return goOnAfter(stop, step, steps, index, exchange)
    return placed(stop, step.place)
  }
  return undefined
}

function runStep({ run, place }: PlacedStep, exchange: Exchange) {
  try {
    return run(exchange)
  } catch (error) {
    return stopOf(error, place)
  }
}

function goOnAfter(
  pending: Promise<Stop | undefined>,
  { place }: PlacedStep,
  steps: readonly PlacedStep[],
  index: number,
  exchange: Exchange,
): Promise<Stop | undefined> {
  return pending.then(
    (stop) => (stop === undefined ? runSteps(steps, exchange, index + 1) : placed(stop, place)),
    (error) => stopOf(error, place),
  )
}

/** What an expression threw, as APIM words it; anything else is a defect and goes on up. */
export function stopOf(error: unknown, place: Place): Stop {
  if (!(error instanceof ExpressionError)) throw error
  const message = `Expression evaluation failed. ${error.message}`
  const stop = reject(500, 'ExpressionValueEvaluationFailure', message, {}, internalServerError)
  return { ...stop, place }
}

export function placed(stop: Stop, place: Place): Stop {
  return stop.place === undefined ? { ...stop, place } : stop
}
