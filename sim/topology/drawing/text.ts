import type { MapPlace, WorldMap } from './world-map.ts'

/** A world as lines of text, from the clients down to the instances. */
export function textOfMap({ title, notes, clients, router, places }: WorldMap): string {
  return [
    title,
    ...notes.map((note) => `  note: ${note}`),
    ...clients.map((name) => `  clients ${name}`),
    ...(router === undefined ? [] : [`  router ${router}`]),
    ...places.flatMap(linesOf),
    '',
  ].join('\n')
}

function linesOf({ name, role, region, zones, beside }: MapPlace): string[] {
  const where = region === name ? '' : ` in ${region}`
  return [
    `  ${name} (${role}${where}), edge-${name}`,
    ...zones.map(({ zone, instances }) => `    ${zone}: ${instances.join(', ') || 'nothing'}`),
    ...(beside.length === 0 ? [] : [`    beside: ${beside.join(', ')}`]),
  ]
}
