import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { artifactTextsSchema } from '../../ledger/launch/checker.ts'
import type { ServiceFacts } from '../../ledger/launch/management.ts'
import type { Clock } from '../clock.ts'
import { ArmError, invalid } from './arm-error.ts'
import type { ArmAnswer, ArmRequest } from './arm-request.ts'
import type { Configuration } from './configuration.ts'
import type { RevisionStore } from './revision-store.ts'
import { busy } from './service.ts'

export type Backups = {
  readonly isBusy: boolean
  /** Since this process started. */
  readonly hasRestored: boolean
  /** `backup` and `restore`: 202 with where to ask how it goes. */
  start(action: 'backup' | 'restore', request: ArmRequest): Promise<ArmAnswer>
  /** 202 while it lasts, 200 when it is done, the error when it failed. */
  status(operationId: string, request: ArmRequest): ArmAnswer
}

export type BackupsOptions = {
  readonly facts: ServiceFacts
  readonly configuration: Configuration
  readonly revisions: RevisionStore
  readonly clock: Clock
  readonly unixMs: () => number
  readonly newId: () => string
  /** The newest revision that an instance was seen to run. */
  readonly newestSeen: () => number
  /** Told when one of them is done. */
  readonly done: (kind: 'backup-made' | 'backup-restored', detail: BackupDone) => void
}

export type BackupDone = {
  /** `<container>/<name>`. */
  readonly backup: string
  /** What was backed up, or what was published with the restored configuration. */
  readonly revision: number
  readonly checksum: string
}

/** Source: ARM, ApiManagementService backup and restore. */
const requestSchema = z.looseObject({
  storageAccount: z.string(),
  containerName: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  backupName: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/),
})

const fileSchema = z.strictObject({
  format: z.literal('gatedrill-backup-1'),
  tier: z.string(),
  takenAt: z.string(),
  revision: z.number(),
  texts: artifactTextsSchema,
})

// Source: APIM, disaster recovery: a backup of more than 30 days cannot be restored.
const lifetimeMs = 30 * 86_400_000

type Operation = { state: 'running' | 'done'; failure?: ArmError }

/**
 * Backups as files of a folder that stands for a storage account, which outlives a region. As
 * documented they hold the configuration with its secrets and neither usage data, counters,
 * portal content nor certificates of host names. Source: APIM, disaster recovery.
 */
export function backupsOf(options: BackupsOptions): Backups {
  const { facts, newId } = options
  const operations = new Map<string, Operation>()
  let running = 0
  let hasRestored = false
  const follow = async (operation: Operation, work: Promise<void>) => {
    running += 1
    try {
      await work
    } catch (error) {
      operation.failure =
        error instanceof ArmError ? error : new ArmError(500, 'InternalError', String(error))
    } finally {
      running -= 1
      operation.state = 'done'
    }
  }
  const restored = async (file: string) => {
    await restore(file, options)
    hasRestored = true
  }
  return {
    get isBusy() {
      return running > 0
    },
    get hasRestored() {
      return hasRestored
    },
    async start(action, request) {
      if (running > 0) throw busy()
      const file = fileOf(request.body, facts.storageFolder)
      // What can be said at once is said at once.
      if (action === 'restore') savedIn(file)
      const id = newId()
      const operation: Operation = { state: 'running' }
      operations.set(id, operation)
      void follow(operation, action === 'backup' ? backup(file, options) : restored(file))
      return accepted(id, request)
    },
    status(id, request) {
      const operation = operations.get(id)
      if (operation === undefined) {
        throw new ArmError(404, 'ResourceNotFound', `there is no operation ${id}`)
      }
      if (operation.state === 'running') return accepted(id, request)
      if (operation.failure !== undefined) throw operation.failure
      return { status: 200, body: { id, status: 'Succeeded' } }
    },
  }
}

async function backup(file: string, options: BackupsOptions): Promise<void> {
  const { facts, configuration, revisions, clock, unixMs } = options
  // Taken at once: what changes while the backup lasts may be missing from it.
  const { tree } = await configuration.view()
  const { number: revision = 0, checksum = '' } = revisions.latest() ?? {}
  const text = JSON.stringify({
    format: 'gatedrill-backup-1',
    tier: facts.tier,
    takenAt: new Date(unixMs()).toISOString(),
    revision,
    texts: Object.fromEntries(tree),
  })
  await pause(clock, facts.backupMs)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.part`, text, { mode: 0o600 })
  renameSync(`${file}.part`, file)
  options.done('backup-made', { backup: nameOf(file), revision, checksum })
}

async function restore(file: string, options: BackupsOptions): Promise<void> {
  const { facts, configuration, clock, unixMs, newestSeen } = options
  const saved = savedIn(file)
  if (saved.tier !== facts.tier) {
    const message = `the backup is of the tier ${saved.tier}, this service is ${facts.tier}`
    throw invalid([{ target: 'sku', message }])
  }
  if (unixMs() - Date.parse(saved.takenAt) > lifetimeMs) {
    throw invalid([{ target: 'backupName', message: 'the backup is older than 30 days' }])
  }
  // A plane that nobody has changed yet has no checker; it is there by then.
  await Promise.all([pause(clock, facts.restoreMs), configuration.prepare()])
  // Instances may run what was published after the backup, and never go back.
  const least = Math.max(saved.revision, newestSeen())
  const tree = new Map(Object.entries(saved.texts))
  const { number: revision, checksum } = await configuration.replace(tree, least)
  options.done('backup-restored', { backup: nameOf(file), revision, checksum })
}

function accepted(id: string, { root, query }: ArmRequest): ArmAnswer {
  const version = encodeURIComponent(String(query['api-version']))
  const location = `${root}/operationresults/${id}?api-version=${version}`
  return { status: 202, headers: { location, 'retry-after': '1' } }
}

function fileOf(body: unknown, folder: string): string {
  const parsed = requestSchema.safeParse(body)
  if (!parsed.success) {
    throw invalid(
      parsed.error.issues.map(({ path, message }) => ({ target: path.join('.'), message })),
    )
  }
  const { containerName, backupName } = parsed.data
  return join(folder, containerName, `${backupName}.apimbackup`)
}

function nameOf(file: string): string {
  return `${basename(dirname(file))}/${basename(file, '.apimbackup')}`
}

function savedIn(file: string): z.output<typeof fileSchema> {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    throw invalid([{ target: 'backupName', message: 'there is no such backup' }])
  }
}

function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => clock.after(delayMs, resolve))
}
