import { bodyOfText } from '../../pipeline/body.ts'
import type { Body } from '../../pipeline/exchange.ts'

/** Rewrites a body in memory as text; an empty one stays empty. */
export function changeText(message: { body: Body }, change: (text: string) => string): void {
  const { body } = message
  if (body.kind !== 'bytes') return
  const text = body.bytes.toString('utf8')
  const changed = change(text)
  if (changed !== text) message.body = bodyOfText(changed)
}
