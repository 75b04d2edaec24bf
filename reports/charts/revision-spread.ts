import type { TopLevelSpec } from 'vega-lite'
import { binSecondsOf } from '../series/bins.ts'
import { defineChart } from './define-chart.ts'
import { shareBands, shareTable } from './share-bands.ts'

/** Which revision of the configuration answered: how long instances of two revisions served side by side. */
export const revisionSpread = defineChart({
  name: 'revision-spread',
  title: 'Revisions in service',
  about: 'Share of the calls of each moment that each revision of the configuration answered.',
  isShown: ({ series }) => new Set(series.revisions.map(({ revision }) => revision)).size > 1,
  describe({ series: { revisions } }) {
    const names = [...new Set(revisions.map(({ revision }) => revision))]
    return names
      .map((name) => {
        const own = revisions.filter(({ revision }) => revision === name)
        return `revision ${name} from second ${own[0]?.second} to ${own.at(-1)?.second}`
      })
      .join(', ')
  },
  table({ manifest, series: { revisions } }) {
    return shareTable(revisions, 'revision', binSecondsOf(manifest))
  },
  spec(findings): TopLevelSpec | undefined {
    return shareBands(
      findings,
      findings.series.revisions,
      'revision',
      binSecondsOf(findings.manifest),
    )
  },
})
