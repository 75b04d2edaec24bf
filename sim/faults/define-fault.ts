import type { z } from 'zod'
import type { PlacedInstance } from '../../ledger/run.ts'
import type { CanaryAnswer, CanaryCall } from '../canary.ts'
import type { ToxicInput } from '../links/toxics/harm-of.ts'

/** What a fault can be aimed at: a process of the world by its name, or a link by its id. */
export type FaultTarget = {
  /** As `sim/wiring.ts` names it; `from>to` for a link. */
  readonly name: string
  readonly kind:
    | 'instance'
    | 'edge'
    | 'router'
    | 'backend'
    | 'identity'
    | 'management'
    | 'redis'
    | 'load'
    | 'link'
  /** Where it stands; absent for what stands nowhere: the load, a link. */
  readonly region?: string
  readonly zone?: string
  /** Of an instance. */
  readonly unit?: number
  /** Gateways speak TLS to it; absent: in the clear. */
  readonly isTls?: true
}

/** The world before it runs: all that the targets of a fault can be resolved from. */
export type PlanWorld = {
  /** Every process, region by region, the primary first; no links. */
  readonly parts: readonly FaultTarget[]
  readonly instances: readonly PlacedInstance[]
  /** Ids of the links from and to any of these. */
  linksAt(names: readonly string[]): readonly string[]
  /** Ids of the links whose ends are such; clients are `client`, of the kind `load`. */
  linksBetween(
    isFrom: (end: FaultTarget) => boolean,
    isTo: (end: FaultTarget) => boolean,
  ): readonly string[]
}

/** A harm inside a process, as its file of harms knows it. */
export type PartHarm = { readonly kind: string } & Readonly<Record<string, unknown>>

/** What of the world a fault may see and harm. What it harms, it gets an undo for. */
export type FaultWorld = PlanWorld & {
  /** Resolves when every link feels it; on loan at the links. Undone: they heal. */
  harmLinks(linkIds: readonly string[], toxic: ToxicInput): Promise<AsyncDisposable>
  /** Every link from and to these falls silent: no end, no reset. Undone: the links heal. */
  silence(targets: readonly FaultTarget[]): Promise<AsyncDisposable>
  /** SIGKILL. Undone: they are started again and ready. */
  kill(targets: readonly FaultTarget[]): Promise<AsyncDisposable>
  /**
   * SIGTERM: they begin to leave, and go when their clients have. Undone: gone, started again and
   * ready.
   */
  stop(targets: readonly FaultTarget[]): Promise<AsyncDisposable>
  /** SIGSTOP, on loan: they run on by themselves when the controller is gone. Undone: SIGCONT. */
  pause(targets: readonly FaultTarget[]): Promise<AsyncDisposable>
  /** A harm to whole processes that those cannot do to themselves, on loan outside of them. */
  harmProcesses(targets: readonly FaultTarget[], harm: PartHarm): Promise<AsyncDisposable>
  /** A harm inside that process, on loan there. Undone: healed, or gone with the process. */
  harmPart(name: string, harm: PartHarm): Promise<AsyncDisposable>
  /** What the process answers to a command; for proofs. Rejects when it does not in time. */
  ask(name: string, command: string, message?: unknown): Promise<unknown>
  /** One HTTP call of the controller to that process, past all links; for proofs. Never rejects. */
  call(name: string, call: Omit<CanaryCall, 'endpoint'>): Promise<CanaryAnswer>
  /** Whether a probe is answered in time: an instance's through the edge's link to it. */
  answers(target: FaultTarget): Promise<boolean>
  /** How long a probe over that link takes, in milliseconds; undefined without an answer in time. */
  probe(linkId: string, withinMs?: number): Promise<number | undefined>
  /** How often this fault's harms did something to what passed that link; 0 without any. */
  felt(linkId: string): Promise<number>
  /** Rejects when the drill is aborted, or the signal that is given. */
  wait(delayMs: number, signal?: AbortSignal): Promise<void>
}

/**
 * A fault as one file: which targets its parameters name, how it harms them, and how they show
 * that they feel it. When, for how long, journal, lease and undo are the runner's.
 */
export type Fault<Params extends z.ZodType = z.ZodType> = {
  /** Also its file's name. */
  readonly kind: string
  /** One sentence: what happens to whom. */
  readonly about: string
  /** Parameters that are valid; documents, help and the conformance suite run on them. */
  readonly example: Readonly<Record<string, unknown>>
  readonly params: Params
  /** What makes a target of a part that is named well, in words; for the error that finds none. */
  readonly needs?: string
  /** No targets: the drill is refused. */
  plan(params: z.output<Params>, world: PlanWorld): readonly FaultTarget[]
  /** Pushes each harm's undo on the stack as soon as the harm is done. */
  apply(
    targets: readonly FaultTarget[],
    params: z.output<Params>,
    world: FaultWorld,
    undo: AsyncDisposableStack,
  ): Promise<void>
  /** True once every target feels it; asked again and again from the start of `apply`. */
  prove(
    targets: readonly FaultTarget[],
    world: FaultWorld,
    params: z.output<Params>,
  ): Promise<boolean>
  /** True once no target feels it any more; absent: when all of them answer. */
  proveHealed?(
    targets: readonly FaultTarget[],
    world: FaultWorld,
    params: z.output<Params>,
  ): Promise<boolean>
}

export function defineFault<Params extends z.ZodType>(fault: Fault<Params>): Fault<Params> {
  return fault
}
