import { z } from 'zod'
import { certificate } from '../identity/harms/certificate.ts'
import { defineFault } from './define-fault.ts'
import { harmEach } from './harm-each.ts'
import { identitiesOf } from './identity-canaries.ts'
import { areExpired, areInTime } from './shown-certificates.ts'

export const identityCertificateExpired = defineFault({
  kind: 'identity-certificate-expired',
  about:
    'The TLS certificate of the identity provider has expired, where `identity.tls` is true: no keys are fetched any more.',
  example: {},
  needs: 'an identity provider with tls: true',
  params: z.strictObject({}),
  plan: (_params, world) => identitiesOf(world).filter(({ isTls }) => isTls === true),
  apply: (targets, _params, world, undo) =>
    harmEach(targets, { kind: certificate.kind }, world, undo),
  prove: areExpired,
  proveHealed: areInTime,
})
