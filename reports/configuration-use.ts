import { z } from 'zod'
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
    `WITH served AS (
        SELECT instance, received_at_us, revision,
          max(revision) OVER (PARTITION BY instance ORDER BY received_at_us
            ROWS UNBOUNDED PRECEDING) AS newest
        FROM gateway_calls WHERE event = 'answered' AND revision > 0)
      SELECT instance, arg_max(revision, row(received_at_us, revision)) AS served,
        count(*) FILTER (revision < newest) AS "steppedBack"
      FROM served GROUP BY instance ORDER BY instance`,
    z.object({ instance: z.string(), served: z.number(), steppedBack: z.number() }),
  )
  const published = store.eventLedger.events
    .filter(({ kind }) => kind === 'revision-published')
    .map(({ detail }) => revisionNumberSchema.safeParse(detail).data)
    .filter((number) => number !== undefined)
  return { published: Math.max(store.manifest.revision.number, ...published), instances }
}

/** `detail` of a `revision-published` event: a number, or an object that has it. */
const revisionNumberSchema = z.union([
  z.number(),
  z.looseObject({ number: z.number() }).transform(({ number }) => number),
  z.looseObject({ revision: z.number() }).transform(({ revision }) => revision),
])
