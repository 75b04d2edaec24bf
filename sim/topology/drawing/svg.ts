import type { MapPlace, WorldMap } from './world-map.ts'

const widthOfPlace = 250
const gap = 20
const line = 18
const pad = 10

/** A world as one SVG that needs nothing else: places side by side, clients and router above. */
export function svgOfMap({ title, notes, clients, router, places }: WorldMap): string {
  const width = Math.max(600, places.length * (widthOfPlace + gap) + gap)
  const above = [...clients.map((name) => `clients ${name}`)]
  const routerTop = gap + line * (1 + notes.length + above.length) + pad
  const placesTop = routerTop + (router === undefined ? 0 : line + pad * 2 + gap * 2)
  const height = placesTop + Math.max(...places.map(heightOf)) + gap
  const drawn = [
    text(gap, gap + pad, title, 'title'),
    ...[...notes, ...above].map((words, index) => text(gap, gap + pad + line * (index + 1), words)),
    ...(router === undefined ? [] : routerOf(router, width, routerTop, places, placesTop)),
    ...places.map((place, index) => placeOf(place, gap + index * (widthOfPlace + gap), placesTop)),
  ]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<style>text{font:12px system-ui,sans-serif;fill:#1c2733}.title{font-weight:bold;font-size:15px}.quiet{fill:#566573}rect,path{fill:none;stroke:#566573}.zone{fill:#f4f6f8}.instance{fill:#cfe3f5}</style>`,
    `<rect width="${width}" height="${height}" style="fill:#fff;stroke:none"/>`,
    ...drawn,
    '</svg>',
    '',
  ].join('\n')
}

function routerOf(
  router: string,
  width: number,
  top: number,
  places: readonly MapPlace[],
  placesTop: number,
): string[] {
  const bottom = top + line + pad * 2
  const routed = places.filter(({ role }) => role.endsWith('region'))
  return [
    box(gap, top, width - gap * 2, bottom - top),
    text(gap + pad, top + pad + 13, router, 'title'),
    ...routed.map((place) => {
      const x = gap + places.indexOf(place) * (widthOfPlace + gap) + widthOfPlace / 2
      return `<path d="M${x} ${bottom}V${placesTop}m-4 -7l4 7l4 -7"/>`
    }),
  ]
}

function placeOf(place: MapPlace, x: number, top: number): string {
  const { name, role, region, zones, beside } = place
  const where = region === name ? role : `${role} in ${region}`
  const parts = [
    box(x, top, widthOfPlace, heightOf(place)),
    text(x + pad, top + line, name, 'title'),
    text(x + pad, top + line * 2, where, 'quiet'),
  ]
  let y = top + line * 2 + pad
  for (const zone of zones) {
    const height = line + zone.instances.length * (line + 4) + pad
    parts.push(box(x + pad, y, widthOfPlace - pad * 2, height, 'zone'))
    parts.push(text(x + pad * 2, y + 14, zone.zone, 'quiet'))
    for (const [index, instance] of zone.instances.entries()) {
      const at = y + line + index * (line + 4)
      parts.push(box(x + pad * 2, at, widthOfPlace - pad * 4, line, 'instance'))
      parts.push(text(x + pad * 2 + 6, at + 13, instance))
    }
    y += height + pad
  }
  const named = beside.map((words, index) =>
    text(x + pad, y + 6 + index * line, `beside: ${words}`, 'quiet'),
  )
  return [...parts, ...named].join('\n')
}

function heightOf({ zones, beside }: MapPlace): number {
  const ofZones = zones.map(({ instances }) => line + instances.length * (line + 4) + pad * 2)
  return line * 2 + pad + ofZones.reduce((sum, height) => sum + height, 0) + beside.length * line
}

function box(x: number, y: number, width: number, height: number, kind = 'place'): string {
  return `<rect class="${kind}" x="${x}" y="${y}" width="${width}" height="${height}" rx="4"/>`
}

function text(x: number, y: number, words: string, kind = 'plain'): string {
  return `<text class="${kind}" x="${x}" y="${y}">${escaped(words)}</text>`
}

/** Names are the scenario's, and XML has its own meaning of some characters. */
function escaped(words: string): string {
  return words.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
