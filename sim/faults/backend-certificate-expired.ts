import { z } from 'zod'
import { certificate } from '../backends/harms/certificate.ts'
import { backendsAt, backendWhere } from './backend-targets.ts'
import { defineFault } from './define-fault.ts'
import { harmEach } from './harm-each.ts'
import { areExpired, areInTime } from './shown-certificates.ts'

export const backendCertificateExpired = defineFault({
  kind: 'backend-certificate-expired',
  about:
    'The TLS certificate of a backend has expired, for backends with `tls: true`; its open connections end.',
  example: { backend: 'orders' },
  needs: 'a backend with tls: true',
  params: z.strictObject(backendWhere),
  plan: (params, world) => backendsAt(params, world).filter(({ isTls }) => isTls === true),
  apply: (targets, _params, world, undo) =>
    harmEach(targets, { kind: certificate.kind }, world, undo),
  prove: areExpired,
  proveHealed: areInTime,
})
