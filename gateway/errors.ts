import { GatedrillError } from '../ledger/errors.ts'

/** A revision that is not what its publisher wrote. */
export function tornRevision(number: number): GatedrillError {
  return new GatedrillError({
    code: 'GATEWAY_REVISION_TORN',
    where: `revision ${number}`,
    what: 'its content does not have the checksum that it says',
    why: 'a revision is applied whole or not at all',
    fix: 'publish it again; until then the revision before it is served',
  })
}

export function portInUse(host: string, port: number): GatedrillError {
  return new GatedrillError({
    code: 'GATEWAY_PORT_IN_USE',
    where: `${host}:${port}`,
    what: 'this port is in use',
    why: 'another program listens there',
    fix: 'stop it, or choose another port; 0 takes any free one',
  })
}

export function withoutRevision(): GatedrillError {
  return new GatedrillError({
    code: 'GATEWAY_WITHOUT_REVISION',
    where: 'gateway',
    what: 'there is no revision to serve',
    why: 'none was given, none was kept on disk, and no management plane had one',
    fix: 'give a revision, or start the management plane first',
  })
}

/** Certificates, keys or ciphers that a listener cannot be opened with. */
export function badTls(where: string, what: string, why: string): GatedrillError {
  return new GatedrillError({
    code: 'GATEWAY_BAD_TLS',
    where,
    what,
    why,
    fix: 'give a PEM certificate with its chain, the PEM key that belongs to it, and ciphers as OpenSSL writes them',
  })
}
