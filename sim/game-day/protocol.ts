import { z } from 'zod'

/** Body of `POST /faults`. */
export const injectSchema = z.strictObject({
  kind: z.string().min(1),
  params: z.record(z.string(), z.unknown()).default({}),
  /** Absent: until it is healed, an hour at most. */
  durationS: z.number().positive().max(86_400).optional(),
})

/** One fault of a game day, past or present. */
export const faultStatusSchema = z.strictObject({
  id: z.string(),
  kind: z.string(),
  params: z.record(z.string(), z.unknown()),
  targets: z.array(z.string()),
  state: z.string(),
  /** Whether it was seen to bite. */
  isProven: z.boolean(),
  isActive: z.boolean(),
  /** Seconds since it was injected. */
  sinceS: z.number(),
  /** Until it is undone by itself; absent when it is over. */
  remainingS: z.number().optional(),
  /** Set when it is over. */
  isHealed: z.boolean().optional(),
  errors: z.array(z.string()).optional(),
})

/** Answer to `GET /status`. */
export const statusSchema = z.strictObject({
  scenario: z.string(),
  runId: z.string(),
  folder: z.string(),
  /** Seconds since the world was ready. */
  upS: z.number(),
  phase: z.string(),
  instances: z.array(
    z.strictObject({
      instance: z.string(),
      region: z.string(),
      zone: z.string(),
      /** Whether the load balancer gives it new connections. */
      isIn: z.boolean(),
    }),
  ),
  faults: z.array(faultStatusSchema),
  /** Of the last whole second; absent without load, and once it has ended. */
  load: z
    .strictObject({
      second: z.number(),
      offeredPerS: z.number(),
      p99Ms: z.number(),
      rejectedPerS: z.number(),
      /** Failed, unknown and not sent. */
      errorsPerS: z.number(),
    })
    .optional(),
})

/** Answer to `DELETE /faults`. */
export const healedSchema = z.strictObject({ healed: z.array(faultStatusSchema) })

/** Answer to whatever cannot be done. */
export const refusedSchema = z.strictObject({
  problems: z
    .array(
      z.strictObject({
        code: z.string(),
        where: z.string(),
        what: z.string(),
        why: z.string(),
        fix: z.string(),
      }),
    )
    .min(1),
})

export type Inject = z.output<typeof injectSchema>
export type FaultStatus = z.infer<typeof faultStatusSchema>
export type GameDayStatus = z.infer<typeof statusSchema>
