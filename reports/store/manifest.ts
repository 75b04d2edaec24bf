import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { k6ResultSchema } from '../../ledger/launch/k6.ts'
import { type RunManifest, runFormat } from '../../ledger/run.ts'
import { reportError } from '../errors.ts'

const placedInstanceSchema = z.object({
  instance: z.string(),
  region: z.string(),
  zone: z.string(),
  unit: z.number(),
  gateway: z.string().optional(),
})

const plannedFaultSchema = z.object({
  id: z.string(),
  kind: z.string(),
  params: z.record(z.string(), z.unknown()),
  targets: z.array(z.string()),
  atS: z.number(),
  durationS: z.number(),
})

const loadResultSchema = z.object({
  offered: z.number(),
  scheduleDigest: z.string(),
  pacerLatenessP50Ms: z.number(),
  pacerLatenessP99Ms: z.number(),
  pacerLatenessMaxMs: z.number(),
  scheduled: z.number().optional(),
  k6: k6ResultSchema.optional(),
})

const machineSliceSchema = z.object({
  fromUs: z.number(),
  untilUs: z.number(),
  busyShare: z.number(),
  ownShare: z.number(),
  otherShare: z.number(),
  stolenShare: z.number(),
})

export const manifestSchema = z.object({
  format: z.literal(runFormat),
  scenarioName: z.string(),
  scenario: z.unknown(),
  runId: z.string(),
  seed: z.number(),
  startedAt: z.string(),
  command: z.string(),
  versions: z.record(z.string(), z.string()),
  host: z.object({ cores: z.number(), memoryBytes: z.number(), system: z.string() }),
  timing: z.record(z.string(), z.unknown()),
  instances: z.array(placedInstanceSchema),
  revision: z.object({ number: z.number(), checksum: z.string(), source: z.string() }),
  faults: z.array(plannedFaultSchema),
  loadStartUs: z.number(),
  loadEndUs: z.number(),
  loads: z.array(loadResultSchema),
  controllerLagMaxMs: z.number(),
  ledgers: z.array(z.string()).readonly().optional(),
  machineUse: z
    .object({
      processors: z.number(),
      busyShare: z.number(),
      otherShare: z.number(),
      stolenShare: z.number().optional(),
      slices: z.array(machineSliceSchema).readonly().optional(),
    })
    .optional(),
  diskFull: z.object({ atUs: z.number(), why: z.string() }).optional(),
  ended: z.enum(['complete', 'interrupted', 'guard', 'failed']).optional(),
  endedWhy: z.string().optional(),
})

/** `run.json` as far as a report reads it; fields that a later version adds are let be. */
export type Manifest = z.infer<typeof manifestSchema>

// A manifest that the controller may write must be one that a report can read.
type Readable<Written extends Manifest> = Written
export type ReadableManifest = Readable<Mutable<RunManifest>>
type Mutable<Value> = Value extends readonly (infer Item)[]
  ? Mutable<Item>[]
  : Value extends object
    ? { -readonly [Key in keyof Value]: Mutable<Value[Key]> }
    : Value

/** Reads and checks `run.json`. Throws RUN_FOLDER_MISSING, RUN_OTHER_VERSION, RUN_MANIFEST_INVALID. */
export function readManifest(folder: string): Manifest {
  const path = join(folder, 'run.json')
  if (!existsSync(path)) {
    throw reportError({
      code: 'RUN_FOLDER_MISSING',
      where: folder,
      what: 'no run.json here',
      why: 'a report is made from the folder that a drill wrote (run.json, events.ndjson, ledgers/)',
      fix: 'name a folder under results/, as the last line of a drill prints it',
    })
  }
  const json = parseJson(path)
  const format = z.object({ format: z.string() }).safeParse(json)
  if (format.success && format.data.format !== runFormat) {
    throw reportError({
      code: 'RUN_OTHER_VERSION',
      where: path,
      what: `this run has the format ${format.data.format}`,
      why: `this version reads ${runFormat}`,
      fix: 'make the report with the version that ran the drill, or run the drill again',
    })
  }
  const parsed = manifestSchema.safeParse(json)
  if (parsed.success) return parsed.data
  throw reportError({
    code: 'RUN_MANIFEST_INVALID',
    where: path,
    what: parsed.error.issues
      .map((issue) => `${issue.path.join('.') || 'run.json'}: ${issue.message}`)
      .join('; '),
    why: 'the manifest must say what ran, when and with which targets',
    fix: 'restore run.json as the drill wrote it, or run the drill again',
  })
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw reportError({
      code: 'RUN_MANIFEST_INVALID',
      where: path,
      what: `not JSON: ${error instanceof Error ? error.message : String(error)}`,
      why: 'the manifest is one JSON document',
      fix: 'restore run.json as the drill wrote it, or run the drill again',
    })
  }
}
