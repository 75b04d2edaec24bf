import { z } from 'zod'
import type { Command, NoticeEvent } from './child.ts'
import { type LeaseEnd, Leases, renewSchema, type Timers } from './leases.ts'

/** A harm inside a process as a plug-in: its shape, and what it does. */
export type HarmKind<Params extends z.ZodType = z.ZodType> = {
  /** Beside `kind`. */
  readonly params: Params
  /** Does it, and gives what undoes it: called once, and may not fail half way. */
  apply(params: z.output<Params>): Undo | Promise<Undo>
}

export type Undo = () => unknown

/** What a process can be made to suffer, by kind. */
export type HarmKinds = Readonly<Record<string, HarmKind>>

/** What a process is told of harms, by the command's name. */
export const harmCommandSchemas = {
  /** Replies when it is felt. */
  harm: z.strictObject({
    harmId: z.string(),
    faultId: z.string(),
    harm: z.looseObject({ kind: z.string() }),
    leaseMs: z.number().positive(),
    lifetimeMs: z.number().positive(),
  }),
  /** Replies with the ids that are no longer on loan. */
  renew: renewSchema,
  /** Replies when it is undone; no error when it was already. */
  heal: z.strictObject({ harmId: z.string() }),
  /** Replies with what is on loan, for proofs. */
  harms: z.unknown(),
  /** Replies with what the process holds, for proofs. */
  usage: z.unknown(),
} as const

/** What `harms` replies: each harm that is on loan in the process. */
export const harmsOnLoanSchema = z.array(
  z.strictObject({ harmId: z.string(), faultId: z.string(), kind: z.string() }),
)
export type HarmOnLoan = z.output<typeof harmsOnLoanSchema>[number]

/** What `usage` replies. */
export const usageSchema = z.strictObject({ residentBytes: z.number(), bufferBytes: z.number() })

/** The process's end of the harms inside it. */
export type Harms = {
  /** Whether that command is one of these. */
  knows(name: string): boolean
  /** Answers one command of `harmCommandSchemas`; throws for one it cannot obey. */
  obey(command: Pick<Command, 'do' | 'with'>): Promise<unknown>
  /** Undoes all; for a process that goes on without its parent. */
  healAll(): Promise<void>
}

/** Makes types agree; the harm itself is its parameters and `apply`. */
export function defineHarm<Params extends z.ZodType>(harm: HarmKind<Params>): HarmKind<Params> {
  return harm
}

/**
 * Harms on loan inside a process. Each is undone by its `heal`, by itself after missed renewals or
 * at the end of its lifetime, and with the process; to heal twice does nothing. `say` hears of
 * each, for the event ledger.
 */
export function harmsOn(
  clock: Timers & { nowUs(): number },
  kinds: HarmKinds,
  say: (event: NoticeEvent) => void = () => undefined,
): Harms {
  const leases = new Leases(clock)
  const onLoan = new Map<string, HarmOnLoan>()
  const healings = new Map<string, Promise<unknown>>()

  async function harm(message: unknown): Promise<void> {
    const { harmId, faultId, harm, ...lease } = harmCommandSchemas.harm.parse(message)
    const { kind, ...given } = harm
    const known = kinds[kind]
    if (known === undefined) throw new Error(`this process knows no harm ${kind}`)
    await heal(harmId)
    const undo = await known.apply(known.params.parse(given))
    onLoan.set(harmId, { harmId, faultId, kind })
    leases.grant(harmId, lease, (why) => {
      onLoan.delete(harmId)
      const healing = undone(undo, { faultId, kind, why })
      healings.set(harmId, healing)
      // Whoever asks to heal hears of a failure; with nobody left to ask, the log does.
      healing.catch((error) => console.error(`${harmId} is not healed: ${error}`))
    })
    say({ atUs: clock.nowUs(), kind: 'part-harmed', fault: faultId, detail: harm })
  }

  async function undone(
    undo: Undo,
    { faultId, kind, why }: { faultId: string; kind: string; why: LeaseEnd },
  ): Promise<void> {
    await undo()
    const told = { atUs: clock.nowUs(), fault: faultId, detail: { by: why, harm: kind } }
    if (why !== 'healed') say({ ...told, kind: 'lease-expired' })
    say({ ...told, kind: 'part-healed' })
  }

  async function heal(harmId: string): Promise<{ readonly wasHarmed: boolean }> {
    const wasHarmed = leases.end(harmId)
    await healings.get(harmId)
    healings.delete(harmId)
    return { wasHarmed }
  }

  return {
    knows: (name) => Object.hasOwn(harmCommandSchemas, name),
    async obey({ do: name, with: message }) {
      if (name === 'harm') return harm(message)
      if (name === 'heal') return heal(harmCommandSchemas.heal.parse(message).harmId)
      if (name === 'harms') return [...onLoan.values()]
      if (name === 'usage') {
        const { rss: residentBytes, arrayBuffers: bufferBytes } = process.memoryUsage()
        return { residentBytes, bufferBytes }
      }
      const { harmIds } = harmCommandSchemas.renew.parse(message)
      return { expired: harmIds.filter((id) => !leases.renew(id)) }
    },
    async healAll() {
      await Promise.all(leases.ids.map(heal))
    },
  }
}
