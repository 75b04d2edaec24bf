import { z } from 'zod'
import type { Diagnostic } from '../../ledger/entities.ts'
import type { RevisionContent } from '../../ledger/revision.ts'
import { optionalText, readJson, readProperties, type Source } from './information.ts'
import { apiIdWithoutRevision, lastSegmentOf } from './resource-id.ts'

const loggerProperties = z.looseObject({ loggerType: z.string().default('applicationInsights') })

export function readLoggers(source: Source): NonNullable<RevisionContent['loggers']> {
  return source.artifacts.foldersIn('loggers').flatMap((id) => {
    const read = readProperties(source, `loggers/${id}/loggerInformation.json`, loggerProperties)
    return read === undefined ? [] : [{ id, type: read.loggerType }]
  })
}

const diagnosticProperties = z.looseObject({
  loggerId: optionalText,
  alwaysLog: optionalText,
  sampling: z.looseObject({ percentage: z.number().min(0).max(100).nullish() }).nullish(),
  verbosity: z
    .enum(['verbose', 'information', 'error'])
    .nullish()
    .transform((verbosity) => verbosity ?? 'information'),
})

/** Of the whole gateway and of single APIs; those of revisions that are not current too. */
export function readDiagnostics(source: Source): Diagnostic[] {
  const { artifacts } = source
  const ofApis = artifacts.foldersIn('apis').flatMap((api) => readIn(`apis/${api}`, api, source))
  return [...readIn('', undefined, source), ...ofApis]
}

function readIn(folder: string, apiId: string | undefined, source: Source): Diagnostic[] {
  const root = folder === '' ? 'diagnostics' : `${folder}/diagnostics`
  return source.artifacts.foldersIn(root).flatMap((id): Diagnostic[] => {
    const read = readProperties(
      source,
      `${root}/${id}/diagnosticInformation.json`,
      diagnosticProperties,
    )
    if (read === undefined) return []
    return [
      {
        id,
        ...(apiId === undefined ? {} : { apiId }),
        loggerId: lastSegmentOf(read.loggerId ?? id),
        samplingPercent: read.sampling?.percentage ?? 100,
        logsAllErrors: read.alwaysLog === 'allErrors',
        verbosity: read.verbosity,
      },
    ]
  })
}

const links = z.array(z.looseObject({ name: optionalText, id: optionalText }))

/** Self-hosted gateways with their APIs, from `apis.json` or `apis/<api>`. */
export function readGateways(source: Source): NonNullable<RevisionContent['gateways']> {
  const { artifacts } = source
  return artifacts.foldersIn('gateways').map((id) => {
    const listed = readJson(source, `gateways/${id}/apis.json`, links) ?? []
    const named = listed.map(({ name, id: link }) => name ?? lastSegmentOf(link ?? ''))
    const apiIds = [...named, ...artifacts.foldersIn(`gateways/${id}/apis`)]
    return { id, apiIds: [...new Set(apiIds.map(apiIdWithoutRevision))] }
  })
}
