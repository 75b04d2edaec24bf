import { z } from 'zod'
import type { Notice } from '../../ledger/child.ts'
import { eventSchema } from '../../ledger/events.ts'

const noticeSchema = z.discriminatedUnion('say', [
  z.strictObject({ say: z.literal('ready'), ports: z.record(z.string(), z.number()) }),
  z.strictObject({ say: z.literal('event'), event: eventSchema.omit({ source: true }) }),
  z.strictObject({ say: z.literal('progress'), progress: z.unknown() }),
  z.strictObject({
    say: z.literal('reply'),
    id: z.number(),
    result: z.unknown().optional(),
    error: z.string().optional(),
  }),
  z.strictObject({
    say: z.literal('ask'),
    ask: z.number(),
    what: z.string(),
    with: z.unknown().optional(),
  }),
  z.strictObject({ say: z.literal('failed'), problem: z.string() }),
  z.strictObject({ say: z.literal('done'), result: z.unknown().optional() }),
])

/** What one line of a process says; undefined for a line that is none of `Notice`. */
export function noticeOf(line: string): Notice | undefined {
  const parsed = noticeSchema.safeParse(jsonOf(line))
  if (!parsed.success) return undefined
  const notice = parsed.data
  switch (notice.say) {
    case 'event': {
      const { atUs, kind, instance, zone, region, fault, detail } = notice.event
      const places = {
        ...(instance === undefined ? {} : { instance }),
        ...(zone === undefined ? {} : { zone }),
        ...(region === undefined ? {} : { region }),
        ...(fault === undefined ? {} : { fault }),
      }
      return { say: 'event', event: { atUs, kind, ...places, detail } }
    }
    case 'reply': {
      const { say, id, result, error } = notice
      return { say, id, result, ...(error === undefined ? {} : { error }) }
    }
    case 'ask':
      return { ...notice, with: notice.with }
    case 'done':
      return { say: 'done', result: notice.result }
    default:
      return notice
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
