import type { Diagnostic } from '../../ledger/entities.ts'
import { defineRule } from '../define-rule.ts'
import { sources } from '../sources.ts'
import type { Configuration } from '../subject.ts'

/** Application Insights that is told of every request. */
export const fullSampling = defineRule({
  id: 'full-sampling',
  severity: 'low',
  reads: 'a configuration',
  finds: 'a diagnostic that tells Application Insights of every request',
  why: 'under high load that costs 40 to 50 % of what a unit carries',
  fix: 'set sampling.percentage lower, and alwaysLog to allErrors',
  source: sources.applicationInsights,
  find({ configuration }) {
    if (configuration === undefined) return []
    const { diagnostics = [], loggers = [], apis } = configuration.content
    const isOld = (apiId: string | undefined) =>
      apis.some(({ id, isCurrent }) => id === apiId && !isCurrent)
    return diagnostics
      .filter(({ samplingPercent }) => samplingPercent === 100)
      .filter(({ apiId }) => !isOld(apiId))
      .filter(({ id, loggerId }) => {
        const logger = loggers.find((candidate) => candidate.id === loggerId)
        return (logger?.type ?? id).toLowerCase() === 'applicationinsights'
      })
      .flatMap((diagnostic) => {
        const at = diagnosticPlace(configuration, diagnostic)
        const of = diagnostic.apiId === undefined ? 'all APIs' : `API ${diagnostic.apiId}`
        return at === undefined ? [] : [{ at, what: `100 % of the requests to ${of}` }]
      })
  },
})

function diagnosticPlace(configuration: Configuration, { id, apiId }: Diagnostic) {
  const file = 'diagnosticInformation.json'
  const folder = apiId === undefined ? '' : `apis/${apiId}/`
  return configuration
    .information(`${folder}diagnostics/${id}/${file}`)
    ?.placeOf(['sampling', 'percentage'])
}
