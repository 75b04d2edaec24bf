import { clockSince, newEpochNs } from '../../../ledger/clock.ts'
import { raise } from './error.ts'

/**
 * What one evaluation may use. Expressions run to their end in one turn of the event loop, so one
 * that does not end, or fills the memory, would stop the whole instance: each call, loop pass and
 * lambda costs a step, what is made costs its size, what is read through costs its length.
 */
const allowance = {
  steps: 1_000_000,
  /** Characters of texts, and sixteen for each item of a collection, made in all. */
  size: 64 * 1024 * 1024,
  /** Characters and items read by members that look at all of them. */
  work: 512 * 1024 * 1024,
  /** Milliseconds in regular expressions that may backtrack. */
  regexMs: 200,
} as const
/** Nested calls of local functions and lambdas; far below what Node's own stack holds. */
const depthMax = 200

type Budget = { steps: number; size: number; work: number; regexMs: number; depth: number }

// Evaluations never interleave, and passing a budget through every operator costs more than it.
const left: Budget = { ...allowance, depth: 0 }

/** Begins an evaluation with a whole budget. Evaluations do not nest: none calls a policy. */
export function renewBudget(): void {
  left.steps = allowance.steps
  left.size = allowance.size
  left.work = allowance.work
  left.regexMs = allowance.regexMs
  left.depth = 0
}

/** Exceptions that end an evaluation for its cost: caught, it would go on. */
export const uncatchable: ReadonlySet<string> = new Set([
  'TimeoutException',
  'OutOfMemoryException',
  'RegexMatchTimeoutException',
])

export function spendStep(): void {
  left.steps -= 1
  if (left.steps < 0) raiseTooLong()
}

/** To be called before all of a text or collection is read. */
export function spendWork(count: number): void {
  left.work -= count
  if (left.work < 0) raiseTooLong()
}

function raiseTooLong(): never {
  raise('TimeoutException', 'The expression takes more steps than it may.')
}

/** To be called before a text or collection of this size is made. */
export function spendSize(count: number): void {
  left.size -= count
  // Also true for NaN, which a size that made no sense becomes.
  if (!(left.size >= 0)) {
    raise('OutOfMemoryException', 'The expression needs more memory than it may.')
  }
}

/** An item of a collection takes at least this many times what a character does. */
const itemSize = 16

/** To be called before a collection of this many items is made. */
export function spendItems(count: number): void {
  spendSize(count * itemSize)
}

// Only ever compared with itself: how long a search took, whatever the run's clock says.
const clockUs = clockSince(newEpochNs())

/** Runs a search with the milliseconds that are left for all of them. */
export function withRegexTime<Result>(run: (timeoutMs: number) => Result): Result {
  const startedAtUs = clockUs()
  try {
    return run(Math.max(1, Math.floor(left.regexMs)))
  } finally {
    left.regexMs -= (clockUs() - startedAtUs) / 1_000
  }
}

/** Runs a nested call; deeper than the stack may grow it ends as .NET would, without the crash. */
export function nested<Result>(run: () => Result): Result {
  left.depth += 1
  try {
    if (left.depth > depthMax) {
      raise('InsufficientExecutionStackException', 'The expression calls itself too deeply.')
    }
    return run()
  } finally {
    left.depth -= 1
  }
}
