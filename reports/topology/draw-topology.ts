import { html, type Markup, trusted } from '../render/markup.ts'
import { type Frame, type Look, lookOf, type Place, type Topology } from './frame.ts'
import type { Box, Layout } from './layout.ts'
import { tileClass, wireClass, wireWidth } from './looks.ts'

/** The world at one moment as an `<svg>`; `isSmall`: without words, for a strip of many. */
export function drawTopology(
  { places }: Topology,
  layout: Layout,
  frame: Frame,
  label: string,
  isSmall = false,
): Markup {
  const looks = places.map((_place, index) => lookOf(frame, index))
  const { width, height, regions, tiles } = layout
  const zoneNames = regions.flatMap(({ zones }) => zones)
  return html`<svg role="img" aria-label="${label}" class="world${isSmall ? ' small' : ''}" viewBox="0 0 ${width} ${height}" xmlns="http://www.w3.org/2000/svg">
${regions.map(({ name, box, edge }) => {
  const isOut = frame.regionsOut.includes(name)
  return html`<g class="region${isOut ? ' is-out' : ''}" data-region="${name}">${rect(box, 10)}${rect(edge, 6, 'edge')}${
    isSmall
      ? ''
      : html`${text(box.x + 12, box.y + 18, 'name', name)}${text(edge.x + edge.width / 2, edge.y + 17, 'middle', 'load balancer')}${text(box.x + box.width - 12, box.y + 18, 'end out-of-routing', 'out of routing')}`
  }</g>`
})}
${zoneNames.map(({ name, box }) => html`<g class="zone">${rect(box, 7)}${isSmall ? '' : text(box.x + 9, box.y + box.height - 8, 'name', name)}</g>`)}
${places.map((place, index) => wire(layout, place, tiles[index], looks[index]))}
${places.map((place, index) => instanceTile(place, tiles[index], looks[index], isSmall))}
</svg>`
}

function rect({ x, y, width, height }: Box, radius: number, className = ''): Markup {
  return html`<rect class="${className}" x="${near(x)}" y="${near(y)}" width="${near(width)}" height="${near(height)}" rx="${radius}"/>`
}

function text(x: number, y: number, className: string, words: string): Markup {
  return html`<text class="${className}" x="${near(x)}" y="${near(y)}">${words}</text>`
}

/** From the load balancer of the region to the instance, as thick as its part of the traffic. */
function wire(
  { regions }: Layout,
  place: Place,
  tile: Box | undefined,
  look: Look | undefined,
): Markup {
  const edge = regions.find(({ name }) => name === place.region)?.edge
  if (edge === undefined || tile === undefined || look === undefined) return html``
  const [fromX, fromY] = [edge.x + edge.width / 2, edge.y + edge.height]
  const [toX, toY] = [tile.x + tile.width / 2, tile.y]
  const bend = fromY + 34
  const way = `M${near(fromX)},${near(fromY)}C${near(fromX)},${near(bend)},${near(toX)},${near(bend)},${near(toX)},${near(toY)}`
  return html`<path class="${wireClass(look)}" data-wire="${place.instance}" d="${trusted(way)}" stroke-width="${wireWidth(look)}"/>`
}

function instanceTile(
  place: Place,
  tile: Box | undefined,
  look: Look | undefined,
  isSmall: boolean,
): Markup {
  if (tile === undefined || look === undefined) return html``
  const middle = tile.x + tile.width / 2
  const short = place.instance.startsWith(`${place.zone}-`)
    ? place.instance.slice(place.zone.length + 1)
    : place.instance
  return html`<g class="${tileClass(look)}" data-tile="${place.instance}"><title>${place.instance}</title>${rect(tile, 5)}${
    isSmall
      ? ''
      : html`${text(middle, tile.y + 18, 'middle name', short)}${text(middle, tile.y + 36, 'middle told', look.text)}`
  }</g>`
}

/** A tenth of a pixel is all that a screen shows. */
function near(value: number): number {
  return Math.round(value * 10) / 10
}
