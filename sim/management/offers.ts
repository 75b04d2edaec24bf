import { z } from 'zod'
import { type Revision, revisionSchema } from '../../ledger/revision.ts'
import type { RevisionStore } from './revision-store.ts'

/** Absent: all instances. */
const instances = z.array(z.string()).optional()

/** What can be wrong with how revisions are handed out. */
export const offerHarmSchema = z.discriminatedUnion('kind', [
  /** A revision is handed out this long after it was published. */
  z.strictObject({ kind: z.literal('delay'), delayMs: z.number().positive(), instances }),
  /** Nothing newer is handed out. */
  z.strictObject({ kind: z.literal('stuck'), instances }),
  /** An older revision is handed out, whatever the instance runs. */
  z.strictObject({ kind: z.literal('out-of-order'), instances }),
  /** A next revision is handed out that is half of one and half of another. */
  z.strictObject({ kind: z.literal('torn'), instances }),
])
export type OfferHarm = z.infer<typeof offerHarmSchema>

/** JSON of a revision; undefined when there is nothing newer than what the instance runs. */
export type Offer = { readonly number: number; readonly json: string } | undefined

export type Offers = {
  to(instance: string | undefined, after: number): Offer
  /** Harms until the undo is called; that twice is once. */
  harm(harm: OfferHarm): () => void
  /** How often each instance was handed something that was harmed, or was not handed it. */
  bites(kind: OfferHarm['kind']): Readonly<Record<string, number>>
}

/** What instances are told when they ask for a newer revision. */
export function newOffers(revisions: RevisionStore, nowUs: () => number): Offers {
  const harms = new Set<OfferHarm>()
  const bitten = new Map<OfferHarm['kind'], Record<string, number>>()
  const bite = (harm: OfferHarm, instance: string | undefined) => {
    const counts = bitten.get(harm.kind) ?? {}
    bitten.set(harm.kind, counts)
    const name = instance ?? 'unnamed'
    counts[name] = (counts[name] ?? 0) + 1
  }
  const newest = (after: number, delayMs: number): Offer => {
    const limitUs = nowUs() - delayMs * 1_000
    for (let number = revisions.latest()?.number ?? 0; number > after; number -= 1) {
      const revision =
        number === revisions.latest()?.number ? revisions.latest() : revisions.byNumber(number)
      if (revision !== undefined && revision.publishedAtUs <= limitUs) return revision
    }
    return undefined
  }
  return {
    to(instance, after) {
      const harm = [...harms].findLast(({ instances: named }) => {
        return named === undefined || (instance !== undefined && named.includes(instance))
      })
      const plain = newest(after, 0)
      switch (harm?.kind) {
        case undefined:
          return plain
        case 'stuck':
          if (plain !== undefined) bite(harm, instance)
          return undefined
        case 'delay': {
          const late = newest(after, harm.delayMs)
          if (late?.number !== plain?.number) bite(harm, instance)
          return late
        }
        case 'out-of-order': {
          const older = olderOf(revisions)
          if (older !== undefined) bite(harm, instance)
          return older ?? plain
        }
        case 'torn': {
          const torn = tornOf(revisions)
          if (torn !== undefined) bite(harm, instance)
          return torn ?? plain
        }
      }
    },
    harm(harm) {
      harms.add(harm)
      return () => void harms.delete(harm)
    },
    bites: (kind) => bitten.get(kind) ?? {},
  }
}

function olderOf(revisions: RevisionStore): Offer {
  const latest = revisions.latest()
  if (latest === undefined) return undefined
  return revisions.byNumber(latest.number - 1) ?? latest
}

/** The number says that it is the next one; the checksum is that of what it should have been. */
function tornOf(revisions: RevisionStore): Offer {
  const latest = revisions.latest()
  if (latest === undefined) return undefined
  const { number, checksum, content } = revisionSchema.parse(JSON.parse(latest.json))
  const torn: Revision = {
    number: number + 1,
    checksum,
    content: { ...content, source: `${content.source} (torn)`, products: [], namedValues: [] },
  }
  return { number: torn.number, json: JSON.stringify(torn) }
}
