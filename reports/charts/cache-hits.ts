import type { TopLevelSpec } from 'vega-lite'
import { binSecondsOf } from '../series/bins.ts'
import { defineChart } from './define-chart.ts'
import { bandLayer, markLayer, timeAxis } from './fault-marks.ts'
import { seriesColour } from './palette.ts'
import { columnsOf, percentOf } from './time-table.ts'

/** The share of look-ups that a cache answered: what a lost owner takes with it, and how it fills again. */
export const cacheHits = defineChart({
  name: 'cache-hits',
  title: 'Cache hit ratio',
  about:
    'Share of the look-ups of responses that the cache of a region answered. A dip is work for the backends.',
  isShown: ({ series }) => series.caches.length > 0,
  describe({ series: { caches } }) {
    const places = [...new Set(caches.map(({ place }) => place))]
    return places
      .map((place) => {
        const shares = caches
          .filter((row) => row.place === place)
          .map(({ hits, lookups }) => hits / lookups)
        const percent = (share: number) => `${(share * 100).toFixed(1)} %`
        return `${place} from ${percent(Math.min(...shares))} to ${percent(Math.max(...shares))}`
      })
      .join(', ')
  },
  table({ manifest, series: { caches } }) {
    const stepS = binSecondsOf(manifest)
    const columns = columnsOf(caches, {
      stepS,
      unit: ' % hits',
      nameOf: ({ place }) => place,
      readingOf: ({ hits, lookups }) => percentOf(hits / lookups),
      colourOf: seriesColour,
    })
    return { stepS, columns }
  },
  spec(findings): TopLevelSpec | undefined {
    const { caches } = findings.series
    if (caches.length === 0) return undefined
    const places = [...new Set(caches.map(({ place }) => place))]
    const values = caches.map(({ place, second, hits, lookups }) => ({
      place,
      second,
      share: Math.round((hits / lookups) * 10_000) / 10_000,
    }))
    return {
      width: 980,
      height: 130,
      layer: [
        bandLayer(findings),
        {
          data: { values },
          mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2 },
          encoding: {
            x: { ...timeAxis(findings, 'seconds of the load'), field: 'second' },
            y: {
              field: 'share',
              type: 'quantitative',
              scale: { domain: [0, 1.08], nice: false },
              axis: { title: 'hits', format: '.0%', values: [0, 0.25, 0.5, 0.75, 1] },
            },
            color: {
              field: 'place',
              type: 'nominal',
              scale: { domain: places, range: places.map((_name, index) => seriesColour(index)) },
              legend: { title: null, orient: 'right', symbolType: 'stroke' },
            },
          },
        },
        markLayer(findings),
      ],
      resolve: { scale: { color: 'independent' } },
    }
  },
})
