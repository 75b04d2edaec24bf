import { raise } from './error.ts'

/**
 * What one evaluation may use. Expressions run to their end in one turn of the event loop, so one
 * that does not end, or fills the memory, would stop the whole instance: each call, loop pass and
 * lambda costs a step, and what grows costs its size.
 */
const stepsMax = 1_000_000
/** Characters of texts and items of collections, made in all. */
const sizeMax = 64 * 1024 * 1024
/** Nested calls of local functions and lambdas; far below what Node's own stack holds. */
const depthMax = 200

// Evaluations never interleave, and passing a budget through every operator costs more than it.
let steps = stepsMax
let size = sizeMax
let depth = 0

/** Runs one evaluation with a whole budget; an evaluation inside another has its own. */
export function withBudget<Result>(run: () => Result): Result {
  const before = { steps, size, depth }
  steps = stepsMax
  size = sizeMax
  depth = 0
  try {
    return run()
  } finally {
    steps = before.steps
    size = before.size
    depth = before.depth
  }
}

export function spendStep(): void {
  steps -= 1
  if (steps < 0) raise('TimeoutException', `The expression took more than ${stepsMax} steps.`)
}

/** To be called before a text or collection of this size is made. */
export function spendSize(count: number): void {
  size -= count
  // Also true for NaN, which a size that made no sense becomes.
  if (!(size >= 0)) raise('OutOfMemoryException', 'The expression needs more memory than it may.')
}

/** Runs a nested call; deeper than the stack may grow it ends as .NET would, without the crash. */
export function nested<Result>(run: () => Result): Result {
  depth += 1
  try {
    if (depth > depthMax) {
      raise('InsufficientExecutionStackException', 'The expression calls itself too deeply.')
    }
    return run()
  } finally {
    depth -= 1
  }
}
