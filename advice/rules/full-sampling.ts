import { defineRule } from '../define-rule.ts'
import { coverageOfDiagnostic, currentDiagnostics, placeInDiagnostic } from '../diagnostic-place.ts'
import { sources } from '../sources.ts'

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
    const { loggers = [] } = configuration.content
    return currentDiagnostics(configuration)
      .filter(({ samplingPercent }) => samplingPercent === 100)
      .filter(({ id, loggerId }) => {
        const logger = loggers.find((candidate) => candidate.id === loggerId)
        return (logger?.type ?? id).toLowerCase() === 'applicationinsights'
      })
      .map((diagnostic) => ({
        at: placeInDiagnostic(configuration, diagnostic, ['sampling', 'percentage']),
        what: `100 % of the requests to ${coverageOfDiagnostic(diagnostic)}`,
      }))
  },
})
