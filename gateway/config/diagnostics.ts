import { z } from 'zod'
import type { Diagnostic, LoggedMessage } from '../../ledger/entities.ts'
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

// Source: APIM, Diagnostic - Create Or Update, body of a message.
const bodyBytesMax = 8_192

const masks = z
  .array(
    z.looseObject({
      value: z.string(),
      mode: z.string().default('Mask'),
    }),
  )
  .nullish()
  .transform((all) =>
    (all ?? []).map(({ value, mode }) => {
      const isHidden = mode.toLowerCase() === 'hide'
      return { name: value, mode: isHidden ? ('hide' as const) : ('mask' as const) }
    }),
  )

const message = z
  .looseObject({
    headers: z.array(z.string()).nullish(),
    body: z.looseObject({ bytes: z.number().int().min(0).max(bodyBytesMax).nullish() }).nullish(),
    dataMasking: z.looseObject({ headers: masks, queryParams: masks }).nullish(),
  })
  .transform(
    ({ headers, body, dataMasking }): LoggedMessage => ({
      headers: headers ?? [],
      bodyBytes: body?.bytes ?? 0,
      maskedHeaders: dataMasking?.headers ?? [],
      maskedQuery: dataMasking?.queryParams ?? [],
    }),
  )
const side = z
  .looseObject({ request: message.nullish(), response: message.nullish() })
  .transform(({ request, response }) => ({
    ...(request && { request }),
    ...(response && { response }),
  }))
  .nullish()

const diagnosticProperties = z.looseObject({
  loggerId: optionalText,
  alwaysLog: optionalText,
  sampling: z.looseObject({ percentage: z.number().min(0).max(100).nullish() }).nullish(),
  verbosity: z
    .enum(['verbose', 'information', 'error'])
    .nullish()
    .transform((verbosity) => verbosity ?? 'information'),
  logClientIp: z.boolean().nullish(),
  frontend: side,
  backend: side,
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
        ...(read.logClientIp === true ? { logsClientIp: true } : {}),
        ...(read.frontend && { frontend: read.frontend }),
        ...(read.backend && { backend: read.backend }),
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
