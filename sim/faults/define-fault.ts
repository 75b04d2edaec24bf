import type { z } from 'zod'
import type { PlacedInstance } from '../../ledger/run.ts'

/** What of the world a fault may see and harm. What it harms, it gets an undo for. */
export type FaultWorld = {
  readonly instances: readonly PlacedInstance[]
  /** Every link from and to these falls silent: no end, no reset. Undone: the links heal. */
  silence(targets: readonly PlacedInstance[]): Promise<AsyncDisposable>
  /** SIGKILL. Undone: they are started again and ready. */
  kill(targets: readonly PlacedInstance[]): Promise<AsyncDisposable>
  /** Whether a probe through the edge's link is answered, within a probe's time. */
  answers(target: PlacedInstance): Promise<boolean>
  /** Rejects when the drill is aborted. */
  wait(delayMs: number): Promise<void>
}

/**
 * A fault as one file: which targets its parameters name, how it harms them, and how they show
 * that they feel it. When, for how long, journal, lease and undo are the runner's.
 */
export type Fault<Params extends z.ZodType = z.ZodType> = {
  /** Also its file's name. */
  readonly kind: string
  /** Parameters that are valid; documents, help and the conformance suite run on them. */
  readonly example: Readonly<Record<string, unknown>>
  readonly params: Params
  /** No targets: the drill is refused. */
  plan(params: z.output<Params>, world: Pick<FaultWorld, 'instances'>): readonly PlacedInstance[]
  /** Pushes each harm's undo on the stack as soon as the harm is done. */
  apply(
    targets: readonly PlacedInstance[],
    params: z.output<Params>,
    world: FaultWorld,
    undo: AsyncDisposableStack,
  ): Promise<void>
  /** True once every target feels it; asked again and again from the start of `apply`. */
  prove(targets: readonly PlacedInstance[], world: FaultWorld): Promise<boolean>
  /** True once no target feels it any more; absent: when all of them answer. */
  proveHealed?(targets: readonly PlacedInstance[], world: FaultWorld): Promise<boolean>
}

export function defineFault<Params extends z.ZodType>(fault: Fault<Params>): Fault<Params> {
  return fault
}
