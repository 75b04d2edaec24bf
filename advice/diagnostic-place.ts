import type { Diagnostic } from '../ledger/entities.ts'
import type { Place } from './place.ts'
import type { Configuration } from './subject.ts'

/** Diagnostics of the whole service and of APIs that are current. */
export function currentDiagnostics({ content }: Configuration): readonly Diagnostic[] {
  const { diagnostics = [], apis } = content
  const isOld = (apiId: string | undefined) =>
    apis.some(({ id, isCurrent }) => id === apiId && !isCurrent)
  return diagnostics.filter(({ apiId }) => !isOld(apiId))
}

/** Where a field of a diagnostic stands. */
export function placeInDiagnostic(
  { information }: Configuration,
  { id, apiId }: Diagnostic,
  path: readonly string[],
): Place {
  const folder = apiId === undefined ? '' : `apis/${apiId}/`
  const found = information(`${folder}diagnostics/${id}/diagnosticInformation.json`)
  return found?.placeOf(path) ?? { field: `${folder}diagnostics/${id}` }
}

/** Whom it is about. */
export function coverageOfDiagnostic({ apiId }: Diagnostic): string {
  return apiId === undefined ? 'all APIs' : `API ${apiId}`
}
