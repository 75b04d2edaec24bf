import '../../ledger/disposable-stack.ts'
import type { EventKind } from '../../ledger/events.ts'
import { type Clock, until, wait } from '../clock.ts'
import type { FaultWorld } from './define-fault.ts'
import type { Journal, JournalStep } from './journal.ts'
import type { ResolvedFault } from './plan-faults.ts'

/** What a fault is at, for the live progress. */
export type FaultState =
  | 'planned'
  | 'applying'
  | 'applied'
  | 'proven'
  | 'not-proven'
  | 'undoing'
  | 'undone'
  | 'healed'
  | 'not-healed'

export type FaultRunOptions = {
  readonly clock: Clock
  /** Its waits reject when the drill is aborted; its undos work all the same. */
  readonly world: FaultWorld
  readonly journal: Journal
  /** When it is to be undone, microseconds since the epoch. */
  readonly endAtUs: number
  readonly signal: AbortSignal
  /** Aborted: it ends now, as if its time had come. */
  readonly endNow?: AbortSignal
  say(event: {
    readonly atUs: number
    readonly kind: EventKind
    readonly fault: string
    readonly detail?: unknown
  }): void
  onState(state: FaultState): void
}

export type FaultOutcome = {
  readonly isProven: boolean
  readonly isHealed: boolean
  /** What went wrong on the way, in order. */
  readonly errors: readonly string[]
}

const provePeriodMs = 25
const healPeriodMs = 100
/** Restarted instances must have been let back in by then. */
const healWithinMs = 15_000
/** Who interrupts a drill should not wait for the last proof. */
const healWithinAbortedMs = 3_000

const eventOf: Readonly<Record<JournalStep, EventKind>> = {
  intent: 'fault-applying',
  applied: 'fault-applied',
  proven: 'fault-proven',
  'not-proven': 'fault-not-proven',
  undoing: 'fault-undoing',
  undone: 'fault-undone',
  healed: 'fault-healed',
  'not-healed': 'fault-not-healed',
}

/**
 * Applies a fault now, proves that it bites, holds it until its end or an abort, undoes it in
 * reverse whatever happened, and proves that it is gone. Never rejects: what fails is an outcome.
 * A fault whose intent cannot be written down is not applied.
 */
export async function runFault(
  resolved: ResolvedFault,
  options: FaultRunOptions,
): Promise<FaultOutcome> {
  const { fault, params, targets } = resolved
  const { clock, world, signal, endAtUs } = options
  const endNow = options.endNow ?? signal
  const errors: string[] = []
  const step = stepsOf(resolved, options, errors)
  if (!step('intent')) return { isProven: false, isHealed: true, errors }
  const undo = new UndoStack()
  // Ends the proving when the fault does; an abort ends the fault.
  const over = new AbortController()
  const proving = proveBite(resolved, options, { hasBegun: undo.hasBegun, over: over.signal, step })
  try {
    await fault.apply(targets, params, world, undo)
    step('applied')
    await wait(
      clock,
      Math.max(0, (endAtUs - clock.nowUs()) / 1_000),
      AbortSignal.any([signal, endNow]),
    )
  } catch (error) {
    if (!signal.aborted && !endNow.aborted) errors.push(`apply: ${messageOf(error)}`)
  }
  over.abort(new Error('the fault is over'))
  const isProven = await proving
  if (!isProven) step('not-proven', errors[0])
  step('undoing', signal.aborted ? 'aborted' : endNow.aborted ? 'by hand' : undefined)
  try {
    await undo.disposeAsync()
  } catch (error) {
    errors.push(`undo: ${messageOf(error)}`)
  }
  step('undone', errors.at(-1))
  const isHealed = await proveHealed(resolved, options)
  step(isHealed ? 'healed' : 'not-healed', errors.at(-1))
  return { isProven, isHealed, errors }
}

/** Knows when the first harm was done: a proof that was asked for earlier would prove nothing. */
class UndoStack extends AsyncDisposableStack {
  readonly #begun = Promise.withResolvers<void>()
  readonly hasBegun = this.#begun.promise

  override use<Undo extends AsyncDisposable | Disposable | null | undefined>(undo: Undo): Undo {
    this.#begun.resolve()
    return super.use(undo)
  }
}

/** False when it could not be written down. */
type Step = (step: JournalStep, why?: string, atUs?: number) => boolean

/** Writes the journal first, then tells the event ledger and the live progress. */
function stepsOf(
  { planned }: ResolvedFault,
  { clock, journal, say, onState }: FaultRunOptions,
  errors: string[],
): Step {
  return (step, why, atUs = clock.nowUs()) => {
    const { id, targets } = planned
    const reason = why === undefined ? {} : { why }
    try {
      const full = journal.write({ atUs, fault: id, step, targets, ...reason })
      if (full !== undefined && step === 'intent') {
        errors.push(`journal: ${full}`)
        return false
      }
      say({ atUs, kind: eventOf[step], fault: id, detail: { targets, ...reason } })
      onState(step === 'intent' ? 'applying' : step)
      return true
    } catch (error) {
      // What is harmed must be undone all the same.
      errors.push(`journal: ${messageOf(error)}`)
      return false
    }
  }
}

type Proving = { readonly hasBegun: Promise<void>; readonly over: AbortSignal; readonly step: Step }

/** The moment of proof is when the first question was asked that showed the effect. */
async function proveBite(
  { fault, targets, params }: ResolvedFault,
  { clock, world, endAtUs }: FaultRunOptions,
  { hasBegun, over, step }: Proving,
): Promise<boolean> {
  await Promise.race([hasBegun, abortOf(over)])
  const withinMs = Math.max(0, (endAtUs - clock.nowUs()) / 1_000)
  try {
    return await until(clock, { periodMs: provePeriodMs, withinMs, signal: over }, async () => {
      if (over.aborted) return false
      const askedAtUs = clock.nowUs()
      const isProven = await fault.prove(targets, world, params)
      // What answers only after the end proves nothing.
      if (isProven && !over.aborted) step('proven', undefined, askedAtUs)
      return isProven && !over.aborted
    })
  } catch {
    return false
  }
}

function abortOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

async function proveHealed(
  { fault, targets, params }: ResolvedFault,
  { clock, world, signal }: FaultRunOptions,
): Promise<boolean> {
  const withinMs = signal.aborted ? healWithinAbortedMs : healWithinMs
  const allAnswer = async () => {
    const answers = await Promise.all(targets.map((target) => world.answers(target)))
    return !answers.includes(false)
  }
  const isHealed = () => fault.proveHealed?.(targets, world, params) ?? allAnswer()
  try {
    return await until(clock, { periodMs: healPeriodMs, withinMs }, isHealed)
  } catch {
    return false
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
