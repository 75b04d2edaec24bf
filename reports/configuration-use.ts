import { z } from 'zod'
import { standbyServiceOf } from './standby.ts'
import type { RunStore } from './store/store.ts'

/** Which configuration revisions were published, and what the instances served of them. */
export type ConfigurationUse = {
  /** Number of the last revision that was published. */
  readonly published: number
  readonly instances: readonly InstanceRevision[]
}

export type InstanceRevision = {
  readonly instance: string
  /** Of its last answer. */
  readonly served: number
  /** Answers with an older revision than an answer before. */
  readonly steppedBack: number
}

/** Reads the revisions from the events and from the revision that every answer names. */
export async function configurationUseOf(store: RunStore): Promise<ConfigurationUse> {
  const instances = await store.rows(
    // Who served one revision alone needs no look at the order.
    `WITH answered AS (
        SELECT instance, received_at_us, revision FROM gateway_calls
        WHERE event = 'answered'::word AND revision > 0
      ), seen AS (
        SELECT instance, min(revision) AS least, max(revision) AS most FROM answered
        GROUP BY instance
      ), served AS (
        SELECT instance, received_at_us, revision,
          max(revision) OVER (PARTITION BY instance ORDER BY received_at_us
            ROWS UNBOUNDED PRECEDING) AS newest
        FROM answered WHERE instance IN (SELECT instance FROM seen WHERE least < most))
      SELECT instance, arg_max(revision, row(received_at_us, revision)) AS served,
        count(*) FILTER (revision < newest) AS "steppedBack"
      FROM served GROUP BY instance
      UNION ALL SELECT instance, most, 0 FROM seen WHERE least = most ORDER BY instance`,
    z.object({ instance: z.string(), served: z.number(), steppedBack: z.number() }),
  )
  const standby = standbyServiceOf(store.manifest)
  const events = store.eventLedger.events.filter((event) => !standby.isFrom(event))
  const own = instances.filter(({ instance }) => !standby.instances.has(instance))
  const publishedBefore = (untilUs: number) =>
    Math.max(
      store.manifest.revision.number,
      ...events.flatMap(({ kind, atUs, detail }) => {
        if (kind !== 'revision-published' || atUs > untilUs) return []
        return revisionNumberSchema.safeParse(detail).data ?? []
      }),
    )
  const published = publishedBefore(Number.POSITIVE_INFINITY)
  // What was published when it had gone, an instance could not serve.
  const seen = own.map((one) => {
    const gone = events.findLast(
      ({ kind, instance }) => kind === 'instance-removed' && instance === one.instance,
    )
    const isBehind = gone === undefined || one.served < publishedBefore(gone.atUs)
    return isBehind ? one : { ...one, served: published }
  })
  return { published, instances: seen }
}

/** `detail` of a `revision-published` event: a number, or an object that has it. */
const revisionNumberSchema = z.union([
  z.number(),
  z.looseObject({ number: z.number() }).transform(({ number }) => number),
  z.looseObject({ revision: z.number() }).transform(({ revision }) => revision),
])
