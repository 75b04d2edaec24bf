import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { GatedrillError } from '../../ledger/errors.ts'
import { recordTypes } from '../../ledger/records.ts'
import { LedgerScan } from '../../ledger/scan.ts'
import type { Manifest } from './manifest.ts'

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
  /** Records that are not what was written. */
  readonly damaged: number
  /** Records that were on the disk once and are gone. */
  readonly missing: number
  /** Why nothing could be read from it. */
  readonly problem?: string
  /** True when the run had it at its end, whoever was killed meanwhile, and it is gone. */
  readonly isGone?: boolean
}

/** Whether instances write it. */
export function isOfInstance(record: RecordName): boolean {
  return record === 'gateway' || record === 'admission' || record === 'cache'
}

/** The ledger files of a run by name, those that it had at its end among them. */
export function ledgerFilesOf(folder: string, written: readonly string[] = []): LedgerFile[] {
  const ledgers = join(folder, 'ledgers')
  const there = existsSync(ledgers) ? readdirSync(ledgers) : []
  // A ledger whose names or sums are left is one that has gone.
  const files = [...there.map((file) => file.replace(/\.(names|sums)$/, '')), ...written]
  return [...new Set(files)].sort().flatMap((file) => ledgerFileOf(file) ?? [])
}

/** Those that a run had at its end and that are no more. */
export function goneLedgersOf(folder: string, { ledgers = [] }: Pick<Manifest, 'ledgers'>) {
  return ledgers.filter((file) => !existsSync(join(folder, 'ledgers', file)))
}

/** Who wrote a file, in words: `the backend orders`, `the instance westeurope-1-u1-a`. */
export function writerTextOf({ record, writer, instance }: LedgerFile): string {
  switch (record) {
    case 'client':
      return `the load generator ${writer}`
    case 'backend':
      return `the backend ${writer}`
    case 'edge':
      return `the edge ${writer}`
    case 'gateway':
      return `the instance ${instance}`
    case 'admission':
      return `the counters of ${instance}`
    case 'cache':
      return `the cache of ${instance}`
  }
}

/** `gateway-<instance>-<incarnation>.ledger`, `edge-<region>.ledger`: undefined for other names. */
export function ledgerFileOf(file: string): LedgerFile | undefined {
  const match = /^(client|gateway|admission|cache|backend|edge)-(.+)\.ledger$/.exec(file)
  const record = recordNameOf(match?.[1])
  const writer = match?.[2]
  if (record === undefined || writer === undefined) return undefined
  const ofInstance = /^(.+)-(\d+)$/.exec(writer)
  if (!isOfInstance(record) || ofInstance === null) {
    return { file, record, writer, instance: '', incarnation: 0 }
  }
  const [, instance = '', incarnation = '0'] = ofInstance
  return { file, record, writer, instance, incarnation: Number(incarnation) }
}

/** Opens one file; what cannot be read is a problem of its health, no error. */
export function scanLedgerFile(
  folder: string,
  ledgerFile: LedgerFile,
): LedgerScan | { readonly problem: string } {
  const path = join(folder, 'ledgers', ledgerFile.file)
  if (!existsSync(path))
    return { problem: 'this file is missing, and what stood beside it is there' }
  try {
    const scan = new LedgerScan(path, recordTypes[ledgerFile.record])
    const missing = missingFieldsOf(scan, ledgerFile.record)
    if (missing.length === 0) return scan
    scan[Symbol.dispose]()
    return { problem: `written by another version: it has no ${missing.join(', ')}` }
  } catch (error) {
    if (error instanceof GatedrillError) {
      return { problem: error.problems[0]?.what ?? error.message }
    }
    return { problem: `cannot be read: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/** Fields that are not there, or are kept in another way than here. */
function missingFieldsOf({ fields }: LedgerScan, record: RecordName): string[] {
  const types = new Map(fields.map(([name, { type }]) => [name, type]))
  return Object.entries(recordTypes[record].fields)
    .filter(([name, { type }]) => types.get(name) !== type)
    .map(([name]) => name)
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
