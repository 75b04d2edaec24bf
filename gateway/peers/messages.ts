import { z } from 'zod'
import { changesSchema } from '../counters/changes.ts'

const helloSchema = z.strictObject({
  say: z.literal('hello'),
  /** Instances of two runs may meet on a port that was free in between. */
  runId: z.string(),
  region: z.string(),
  instance: z.string(),
  incarnation: z.number().int(),
})

/** Who speaks: the first message of both sides. */
export type Hello = z.infer<typeof helloSchema>

/** What instances say; questions, answers and notes are the cache's, with bytes in the tail. */
export const messageSchema = z.discriminatedUnion('say', [
  helloSchema,
  z.strictObject({ say: z.literal('beat') }),
  z.strictObject({ say: z.literal('changes'), changes: changesSchema }),
  /** The changes have been taken over: the next may come. */
  z.strictObject({ say: z.literal('merged') }),
  z.strictObject({ say: z.literal('ask'), id: z.number().int(), question: z.unknown() }),
  z.strictObject({
    say: z.literal('answer'),
    id: z.number().int(),
    /** Absent: there is none. */
    answer: z.unknown().optional(),
  }),
  z.strictObject({ say: z.literal('tell'), note: z.unknown() }),
])
export type Message = z.infer<typeof messageSchema>
