import type { CanaryAnswer } from '../../../../sim/canary.ts'
import type { PartHarm } from '../../../../sim/faults/define-fault.ts'
import { partOf } from '../../../../sim/identity/part.ts'

const base: CanaryAnswer = {
  status: 200,
  headers: { date: new Date(0).toUTCString() },
  body: '',
  headMs: 1,
  totalMs: 1,
  trouble: 'none',
}

/** What the identity provider answers that suffers these. */
export function identityAnswerOf(harms: readonly PartHarm[], path: string): CanaryAnswer {
  const part = partOf(path)
  const of = (kind: string) => harms.find((harm) => harm.kind === kind)
  const hits = (harm: PartHarm | undefined) =>
    Array.isArray(harm?.parts) && harm.parts.includes(part)
  if (hits(of('down'))) return { ...base, status: Number(of('down')?.status) }
  const answer = { ...base, headMs: hits(of('slow')) ? Number(of('slow')?.delayMs) : 1 }
  if (part === 'discovery') {
    const issuer = of('discovery') === undefined ? 'https://login.test/' : wrongIssuer
    return { ...answer, body: JSON.stringify({ issuer, jwks_uri: 'https://login.test/jwks' }) }
  }
  if (part === 'keys') {
    const kids = publishedOf(of('rotate')?.publish)
    return { ...answer, body: JSON.stringify({ keys: kids.map((kid) => ({ kid })) }) }
  }
  const header = { kid: of('rotate') === undefined ? 'old' : 'new' }
  const token = [header, { iat: Number(of('clock')?.skewS ?? 0) }]
    .map((json) => Buffer.from(JSON.stringify(json)).toString('base64url'))
    .join('.')
  const body = { access_token: `${token}.signature`, token_type: 'Bearer', expires_in: 60 }
  return { ...answer, body: JSON.stringify(body) }
}

const wrongIssuer = 'https://issuer.wrong.example/'

function publishedOf(publish: unknown): readonly string[] {
  if (publish === 'none') return ['new']
  return publish === 'overlap' ? ['new', 'old'] : ['old']
}
