import { z } from 'zod'

const hostSchema = z.strictObject({
  /** Host name as clients say it (SNI): `api.example.com`, `*.example.com`, or `*` for any. */
  name: z.string(),
  /** PEM: the certificate, and behind it those between it and its root. */
  certificate: z.string(),
  /** PEM, without a passphrase. */
  key: z.string(),
  /**
   * `ask`: a client may show any certificate, and policies decide about it. `require`: requests
   * without one that `clientCas` have signed are refused. Source: APIM, negotiate client certificate.
   */
  clientCertificate: z.enum(['none', 'ask', 'require']).default('none'),
  /** PEM. */
  clientCas: z.array(z.string()).default([]),
})

/** How a listener speaks TLS: one entry per host name; `*`, else the first, serves all others. */
export const tlsSchema = z.strictObject({
  minVersion: z.enum(['TLSv1.2', 'TLSv1.3']).default('TLSv1.2'),
  /** As OpenSSL writes them; absent: its defaults. */
  ciphers: z.string().optional(),
  /** Offers HTTP/2 beside HTTP/1.1. */
  http2: z.boolean().default(true),
  hosts: z.array(hostSchema).min(1),
})

export type TlsSettings = z.output<typeof tlsSchema>
export type TlsHost = TlsSettings['hosts'][number]

/** What a simulated server may show of itself: two certificates for one key. All of it is PEM. */
export const serverCertificatesSchema = z.strictObject({
  key: z.string(),
  valid: z.string(),
  expired: z.string(),
})
export type ServerCertificates = z.output<typeof serverCertificatesSchema>
