import { defineRule } from '../define-rule.ts'
import { coverageOfDiagnostic, currentDiagnostics, placeInDiagnostic } from '../diagnostic-place.ts'
import { sources } from '../sources.ts'

/** Diagnostics that write down every trace of every policy. */
export const verboseDiagnostic = defineRule({
  id: 'verbose-diagnostic',
  severity: 'low',
  reads: 'a configuration',
  finds: 'a diagnostic with verbosity verbose',
  why: 'every trace policy then writes for every request, also what was meant for development alone',
  fix: 'set verbosity to information, or to error, in production',
  source: sources.applicationInsights,
  find({ configuration }) {
    if (configuration === undefined) return []
    return currentDiagnostics(configuration)
      .filter(({ verbosity }) => verbosity === 'verbose')
      .map((diagnostic) => ({
        at: placeInDiagnostic(configuration, diagnostic, ['verbosity']),
        what: `of ${coverageOfDiagnostic(diagnostic)}`,
      }))
  },
})
