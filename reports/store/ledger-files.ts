import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { GatedrillError } from '../../ledger/errors.ts'
import { type LedgerColumns, readLedger } from '../../ledger/reader.ts'
import { recordTypes } from '../../ledger/records.ts'

export type RecordName = keyof typeof recordTypes

/** Which witness wrote a ledger file, from the file's name. */
export type LedgerFile = {
  readonly file: string
  readonly record: RecordName
  /** `load-1`, `westeurope-2-u1-a-1`, `westeurope`: what the name says after the record. */
  readonly writer: string
  /** Of the ledgers that instances write; empty otherwise. */
  readonly instance: string
  /** Which start of the instance; 0 for witnesses that are no instance. */
  readonly incarnation: number
}

/** How sound one ledger file was found. */
export type LedgerHealth = LedgerFile & {
  readonly records: number
  readonly tornBytes: number
  readonly gaps: number
  /** Why nothing could be read from it. */
  readonly problem?: string
}

/** What instances write. */
const ofInstances: ReadonlySet<RecordName> = new Set(['gateway', 'admission', 'cache'])

/** The ledger files of a run, by name. */
export function ledgerFilesOf(folder: string): LedgerFile[] {
  const ledgers = join(folder, 'ledgers')
  if (!existsSync(ledgers)) return []
  return readdirSync(ledgers)
    .filter((file) => file.endsWith('.ledger'))
    .sort()
    .flatMap((file) => ledgerFileOf(file) ?? [])
}

/** `gateway-<instance>-<incarnation>.ledger`, `edge-<region>.ledger`: undefined for other names. */
export function ledgerFileOf(file: string): LedgerFile | undefined {
  const match = /^(client|gateway|admission|cache|backend|edge)-(.+)\.ledger$/.exec(file)
  const record = recordNameOf(match?.[1])
  const writer = match?.[2]
  if (record === undefined || writer === undefined) return undefined
  const ofInstance = /^(.+)-(\d+)$/.exec(writer)
  if (!ofInstances.has(record) || ofInstance === null) {
    return { file, record, writer, instance: '', incarnation: 0 }
  }
  const [, instance = '', incarnation = '0'] = ofInstance
  return { file, record, writer, instance, incarnation: Number(incarnation) }
}

/** Reads one file as far as it goes; what cannot be read is a problem of its health, no error. */
export function readLedgerFile(
  folder: string,
  ledgerFile: LedgerFile,
): { readonly columns?: LedgerColumns; readonly health: LedgerHealth } {
  const path = join(folder, 'ledgers', ledgerFile.file)
  const nothing = { records: 0, tornBytes: 0, gaps: 0 }
  try {
    const columns = readLedger(path, recordTypes[ledgerFile.record])
    const missing = missingColumnsOf(columns, ledgerFile.record)
    if (missing.length > 0) {
      const problem = `written by another version: it has no ${missing.join(', ')}`
      return { health: { ...ledgerFile, ...nothing, problem } }
    }
    const { count: records, tornBytes, gaps } = columns
    return { columns, health: { ...ledgerFile, records, tornBytes, gaps } }
  } catch (error) {
    const problem =
      error instanceof GatedrillError
        ? (error.problems[0]?.what ?? error.message)
        : `cannot be read: ${error instanceof Error ? error.message : String(error)}`
    return { health: { ...ledgerFile, ...nothing, problem } }
  }
}

function missingColumnsOf({ columns }: LedgerColumns, record: RecordName): string[] {
  return Object.keys(recordTypes[record].fields).filter((name) => columns[name] === undefined)
}

function recordNameOf(text: string | undefined): RecordName | undefined {
  switch (text) {
    case 'client':
    case 'gateway':
    case 'admission':
    case 'cache':
    case 'backend':
    case 'edge':
      return text
    default:
      return undefined
  }
}
