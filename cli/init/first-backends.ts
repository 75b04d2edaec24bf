import type { RevisionContent } from '../../ledger/revision.ts'

/** Host names to simulated backends, `*` for all others. */
export type FirstBackends = {
  readonly hosts: Readonly<Record<string, string>>
  readonly names: readonly string[]
  /** Host names that are served by `others`. */
  readonly otherHosts: readonly string[]
}

// Each is a process; a small machine has the gateways to carry, too.
const backendsMax = 3
const others = 'others'

/** A backend for each host that most operations go to, and one for all other hosts. */
export function firstBackends({ apis, backends }: RevisionContent): FirstBackends {
  const counts = new Map<string, number>()
  const count = (url: string | undefined, calls: number) => {
    const host = hostOf(url)
    if (host !== undefined) counts.set(host, (counts.get(host) ?? 0) + calls)
  }
  for (const { serviceUrl, operations } of apis) count(serviceUrl, operations.length)
  // How many operations a policy sends to one is not known before they run.
  for (const { url } of backends) count(url, 1)
  const byCalls = [...counts].toSorted(([, a], [, b]) => b - a).map(([host]) => host)
  const own = byCalls.slice(0, backendsMax)
  const named = own.map((host, index) => [host, `${nameOf(host)}-${index + 1}`] as const)
  return {
    hosts: { ...Object.fromEntries(named), '*': others },
    names: [...named.map(([, name]) => name), others],
    otherHosts: byCalls.slice(backendsMax),
  }
}

function hostOf(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined
  const { hostname } = new URL(url)
  return hostname === '' ? undefined : hostname
}

/** `colors-api` of `colors-api.azurewebsites.net`. */
function nameOf(host: string): string {
  const isAddress = /^[\d.]+$|:/.test(host)
  const label = isAddress ? 'backend' : (host.split('.')[0] ?? '')
  return (
    label
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 40) || 'backend'
  )
}
