import type { Scenario } from '../../scenarios/schema.ts'
import { placeBackends } from '../backends/placement.ts'
import { cloudHosts } from '../identity/entra.ts'
import type { LaunchContext } from '../launches.ts'
import { identity } from '../wiring.ts'
import type { Issued } from './issue-certificates.ts'

/** Processes of the scenario that speak TLS to gateways, by name. */
export function tlsPartsOf(
  { backends, identity: provider }: Pick<Scenario, 'backends' | 'identity'>,
  regions: readonly string[],
): readonly string[] {
  return [
    ...placeBackends(backends, regions)
      .filter(({ traits }) => traits.tls === true)
      .map(({ name }) => name),
    ...(provider?.tls === true ? [identity] : []),
  ]
}

/**
 * Certificates of the processes that speak TLS, with keys that are kept in memory alone; undefined
 * for a scenario where none does.
 */
export async function worldCertificatesOf(
  { scenario, regions, revision }: Pick<LaunchContext, 'scenario' | 'regions' | 'revision'>,
  now: Date,
): Promise<Issued | undefined> {
  const parts = tlsPartsOf(scenario, regions)
  if (parts.length === 0) return undefined
  // Loaded here: no other world has to wait for it.
  const { issueCertificates } = await import('./issue-certificates.ts')
  return issueCertificates(parts, hostNamesOf(scenario, JSON.stringify(revision.content)), now)
}

/**
 * Host names that gateways of a world may call: those that its scenario and its configuration name.
 * What an expression puts together at run time is in `gateway.hosts` or is not known.
 */
export function hostNamesOf(
  { gateway, identity: provider }: Pick<Scenario, 'gateway' | 'identity'>,
  content: string,
): readonly string[] {
  const texts = [content, ...Object.values(gateway.namedValues), provider?.issuer ?? '']
  const called = texts.flatMap((text) =>
    [...text.matchAll(urlPattern)].flatMap(([url]) => URL.parse(url)?.hostname ?? []),
  )
  const issuers = provider === undefined ? [] : cloudHosts
  const named = Object.keys(gateway.hosts).filter((host) => host !== '*')
  return [...new Set([...called, ...issuers, ...named])].filter((host) => namePattern.test(host))
}

const urlPattern = /\b(?:https?|wss?):\/\/[\w.-]+/gi
const namePattern = /^[a-z\d]([a-z\d.-]*[a-z\d])?$/
