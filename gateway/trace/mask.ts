import type { Exchange } from '../pipeline/exchange.ts'
import { queryValueOf } from '../routing/operation-table.ts'

/** What stands in a trace for a secret. */
export const maskText = '***'

/** Shorter ones are hidden only where they are the whole text: cut out, they would blot out words. */
const cutOutLengthMin = 4
/** Longer texts are cut: a trace is read by people, and kept in memory. */
const textLengthMax = 500

/** Headers that carry credentials: by their own names, and by how such names end. */
const sensitiveName = /^(set-)?cookie$|(^|-)(authorization|key|apikey|secret|password|token)$/i

export function isSensitiveName(header: string): boolean {
  return sensitiveName.test(header)
}

export type Mask = {
  /** Keeps the credential out of every text, wherever it turns up. */
  note(secret: string | undefined): void
  /** Notes the credentials of a header that holds one; the others are left alone. */
  noteHeader(name: string, value: string): void
  header(name: string, value: string): string
  /** Without the secrets, and cut where it is long. */
  text(text: string): string
  hidden(text: string): string
}

/** Hides the subscription key of a request, its credentials and the secret named values. */
export function maskOf(exchange: Exchange, namedSecrets: readonly string[]): Mask {
  const { api, subscription, request } = exchange
  const keyHeader = api?.subscriptionKeyHeader.toLowerCase() ?? ''
  const secrets = new Set<string>()

  const isSensitive = (name: string) => isSensitiveName(name) || name.toLowerCase() === keyHeader
  const note: Mask['note'] = (secret) => {
    const trimmed = secret?.trim() ?? ''
    if (trimmed === '') return
    secrets.add(trimmed)
    secrets.add(encodeURIComponent(trimmed))
  }
  const mask: Mask = {
    note,
    noteHeader(name, value) {
      if (!isSensitive(name)) return
      note(value)
      note(credentialOf(value))
    },
    header: (name, value) => (isSensitive(name) ? maskedHeader(value) : mask.text(value)),
    text: (text) => cut(hidden(text, secrets)),
    hidden: (text) => hidden(text, secrets),
  }
  for (const secret of namedSecrets) note(secret)
  note(subscription?.primaryKey)
  note(subscription?.secondaryKey)
  if (api !== undefined) {
    note(queryValueOf(request.originalUrl.query, api.subscriptionKeyQuery))
  }
  request.headers.forEach((name, _lower, values) => {
    for (const value of values) mask.noteHeader(name, value)
  })
  return mask
}

/** `abc` of `Bearer abc`. */
function credentialOf(value: string): string {
  return value.slice(value.indexOf(' ') + 1)
}

/** The scheme is no secret, and tells most mistakes. */
function maskedHeader(value: string): string {
  const scheme = /^(Basic|Bearer|Negotiate|Digest|SharedAccessSignature)(?= )/i.exec(value)?.[0]
  return scheme === undefined ? maskText : `${scheme} ${maskText}`
}

function hidden(text: string, secrets: ReadonlySet<string>): string {
  let left = text
  // The longest first: a part of one must not leave its rest behind.
  for (const secret of [...secrets].toSorted((a, b) => b.length - a.length)) {
    if (left === secret) return maskText
    if (secret.length >= cutOutLengthMin) left = left.replaceAll(secret, maskText)
  }
  return left
}

function cut(text: string): string {
  return text.length <= textLengthMax
    ? text
    : `${text.slice(0, textLengthMax)}... (${text.length} characters)`
}
