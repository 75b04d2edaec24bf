import type { Config, TopLevelSpec } from 'vega-lite'
import { palette } from './palette.ts'

const font = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif'

const config: Config = {
  // The page names each picture as a whole; names of its thousand parts help nobody.
  aria: false,
  background: 'transparent',
  font,
  padding: { left: 4, right: 4, top: 4, bottom: 4 },
  view: { stroke: null },
  axis: {
    labelColor: palette.muted,
    titleColor: palette.muted,
    titleFontWeight: 500,
    titleFontSize: 12,
    labelFontSize: 11,
    domainColor: palette.muted,
    tickColor: palette.muted,
    gridColor: palette.grid,
    titlePadding: 8,
  },
  legend: {
    labelColor: palette.ink,
    titleColor: palette.muted,
    titleFontWeight: 500,
    labelFontSize: 12,
    symbolSize: 110,
    labelLimit: 220,
  },
}

/**
 * What draws charts. To load it takes half a second, which a report has while its database is at
 * work, and who draws none need not wait for.
 */
export async function chartTools() {
  const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')])
  return { parse, View, compile }
}

/**
 * Draws a chart as one `<svg>` element, the same for the same spec. Ids in it begin with `name`,
 * so that many charts may stand in one page.
 */
export async function renderChart(name: string, spec: TopLevelSpec): Promise<string> {
  const { parse, View, compile } = await chartTools()
  const compiled = compile({ ...spec, config: { ...config, ...spec.config } })
  const view = new View(parse(compiled.spec), { renderer: 'none' })
  try {
    return withOwnIds(await view.toSVG(), name)
  } finally {
    view.finalize()
  }
}

/** Vega counts ids over the life of the process: renamed here in the order of appearance. */
function withOwnIds(svg: string, name: string): string {
  const renamed = new Map<string, string>()
  for (const match of svg.matchAll(/\bid="([^"]+)"/g)) {
    const id = match[1] ?? ''
    if (!renamed.has(id)) renamed.set(id, `${name}-${renamed.size + 1}`)
  }
  return svg
    .replaceAll(/\bid="([^"]+)"/g, (_all, id) => `id="${renamed.get(id)}"`)
    .replaceAll(/url\(#([^)"]+)\)/g, (_all, id) => `url(#${renamed.get(id) ?? id})`)
}
