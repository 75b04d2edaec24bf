import type { Place } from './frame.ts'

/** A rectangle of the picture. */
export type Box = {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export type Layout = {
  readonly width: number
  readonly height: number
  readonly regions: readonly {
    readonly name: string
    readonly box: Box
    readonly edge: Box
    readonly zones: readonly { readonly name: string; readonly box: Box }[]
  }[]
  /** By place, in their order. */
  readonly tiles: readonly Box[]
}

const width = 980
const gap = 14
const tile = { height: 46, leastWidth: 84 }
const edgeHeight = 26
/** Room for the lines from the edge to the instances. */
const wires = 64
/** Under the instances: the lines to them come from above. */
const zoneTitle = 28
const regionTitle = 26

/** Regions beside each other, two in a row; in each its edge on top, and its zones under it. */
export function layoutOf(places: readonly Place[]): Layout {
  const byRegion = [...Map.groupBy(places, ({ region }) => region)]
  const columns = Math.min(2, byRegion.length)
  const regionWidth = (width - gap * (columns - 1)) / Math.max(1, columns)
  const tiles = new Map<Place, Box>()
  let y = 0
  const regions: Layout['regions'][number][] = []
  for (let row = 0; row < byRegion.length; row += columns) {
    const drawn = byRegion.slice(row, row + columns).map(([name, own], column) => {
      const corner = { x: column * (regionWidth + gap), y }
      return regionAt(name, own, corner, regionWidth, tiles)
    })
    const height = Math.max(...drawn.map(({ box }) => box.height))
    regions.push(...drawn.map((region) => ({ ...region, box: { ...region.box, height } })))
    y += height + gap
  }
  const nowhere: Box = { x: 0, y: 0, width: 0, height: 0 }
  return {
    width,
    height: Math.max(0, y - gap),
    regions,
    tiles: places.map((place) => tiles.get(place) ?? nowhere),
  }
}

function regionAt(
  name: string,
  places: readonly Place[],
  { x, y }: Pick<Box, 'x' | 'y'>,
  regionWidth: number,
  tiles: Map<Place, Box>,
) {
  const byZone = [...Map.groupBy(places, ({ zone }) => zone)]
  const inner = regionWidth - 2 * gap
  const zoneWidth = (inner - gap * (byZone.length - 1)) / byZone.length
  const zonesY = y + regionTitle + edgeHeight + wires
  const zones = byZone.map(([zone, own], index) => {
    const zoneX = x + gap + index * (zoneWidth + gap)
    const perRow = Math.max(1, Math.min(own.length, Math.floor((zoneWidth - 8) / tile.leastWidth)))
    const tileWidth = (zoneWidth - 8 * (perRow + 1)) / perRow
    for (const [place, instance] of own.entries()) {
      tiles.set(instance, {
        x: zoneX + 8 + (place % perRow) * (tileWidth + 8),
        y: zonesY + 8 + Math.floor(place / perRow) * (tile.height + 8),
        width: tileWidth,
        height: tile.height,
      })
    }
    const rows = Math.ceil(own.length / perRow)
    const box = {
      x: zoneX,
      y: zonesY,
      width: zoneWidth,
      height: zoneTitle + rows * (tile.height + 8),
    }
    return { name: zone, box }
  })
  const tallest = Math.max(...zones.map(({ box }) => box.height))
  const edgeWidth = Math.min(220, inner)
  return {
    name,
    box: { x, y, width: regionWidth, height: zonesY + tallest + gap - y },
    edge: {
      x: x + (regionWidth - edgeWidth) / 2,
      y: y + regionTitle,
      width: edgeWidth,
      height: edgeHeight,
    },
    zones: zones.map((zone) => ({ ...zone, box: { ...zone.box, height: tallest } })),
  }
}
