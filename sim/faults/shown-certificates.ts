import { statusPath } from '../edge/probe.ts'
import type { FaultTarget, FaultWorld } from './define-fault.ts'

const withinMs = 400

/** What is wrong with the certificate that each of these shows in a handshake of its own. */
export function certificateTroublesOf(
  targets: readonly FaultTarget[],
  world: Pick<FaultWorld, 'call'>,
): Promise<readonly (string | undefined)[]> {
  return Promise.all(
    targets.map(async ({ name }) => {
      const answer = await world.call(name, { path: statusPath, tlsHost: name, withinMs })
      return answer.certificateTrouble
    }),
  )
}

/** As OpenSSL calls it. */
export const expired = 'CERT_HAS_EXPIRED'
