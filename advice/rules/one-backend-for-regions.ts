import { defineRule } from '../define-rule.ts'
import { policiesNamed } from '../policies-in.ts'
import { sources } from '../sources.ts'
import type { Subject } from '../subject.ts'

/** A backend that all regions call. */
export const oneBackendForRegions = defineRule({
  id: 'one-backend-for-regions',
  severity: 'medium',
  reads: 'a scenario',
  finds: 'a backend in one place behind a gateway in several regions',
  why: 'where the backend goes down every region of the gateway fails, and the others call it from afar',
  fix: 'give each region a backend (regional: true) and choose it by context.Deployment.Region',
  source: sources.multiRegion,
  find(subject) {
    const given = subject.scenario
    if (given === undefined) return []
    const { topology, backends } = given.scenario
    const regions = Object.keys(topology.regions)
    if (regions.length < 2 || choosesByRegion(subject) || hasPool(subject)) return []
    return Object.entries(backends)
      .filter(([, { regional }]) => !regional)
      .map(([name]) => ({
        at: given.placeOf(['backends', name]),
        what: `${name} is one, for ${regions.join(' and ')}`,
      }))
  },
})

/** A policy that decides where a request goes by where the gateway stands. */
function choosesByRegion(subject: Subject): boolean {
  const choosing = policiesNamed(
    subject,
    'when',
    'set-backend-service',
    'rewrite-uri',
    'set-variable',
  )
  return choosing.some(({ element }) =>
    element.attributes.some(({ value }) => value.includes('Deployment.Region')),
  )
}

/** Its members may stand in several places: nothing here says where. */
function hasPool({ configuration }: Subject): boolean {
  return (configuration?.content.backends ?? []).some(({ members }) => members.length > 1)
}
