import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { cpus, release, type as systemType, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { GatedrillError } from '../ledger/errors.ts'
import { makeFolder } from '../ledger/make-folder.ts'
import type { RunManifest } from '../ledger/run.ts'
import type { Scenario } from '../scenarios/schema.ts'
import { worldErrorCodes } from './errors.ts'
import { ledgerFolderOf } from './launches.ts'

/** Makes the folder of a new run with `ledgers/` and `logs/`; one that holds a run is refused. */
export function makeRunFolder(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new GatedrillError({
      code: worldErrorCodes.runFolderTaken,
      where: folder,
      what: 'this folder is not empty',
      why: 'a run writes its ledgers into a folder of its own',
      fix: 'name another folder, or remove this one',
    })
  }
  makeFolder(ledgerFolderOf(folder))
  makeFolder(logFolderOf(folder))
}

/** The ledger files of a run by name, so that one that goes later is missed. */
export function ledgersIn(folder: string): readonly string[] {
  const names = readdirSync(ledgerFolderOf(folder)).filter((name) => name.endsWith('.ledger'))
  return names.toSorted()
}

export function logFolderOf(folder: string): string {
  return join(folder, 'logs')
}

/** The arrivals of a trace, for the load generators. */
export function traceFileOf(folder: string): string {
  return join(folder, 'trace.bin')
}

/** Replaces `run.json` whole: a reader never sees half of it. */
export function writeManifest(folder: string, manifest: RunManifest): void {
  const path = join(folder, 'run.json')
  writeFileSync(`${path}.part`, `${JSON.stringify(manifest, undefined, 2)}\n`)
  renameSync(`${path}.part`, path)
}

/** The scenario for the manifest: names of keys, named values and variables, but not what they hold. */
export function withoutSecrets(scenario: Scenario): Scenario {
  const { namedValues, subscriptionKeys } = scenario.gateway
  const hidden = '(hidden)'
  return {
    ...scenario,
    gateway: {
      ...scenario.gateway,
      namedValues: Object.fromEntries(Object.keys(namedValues).map((name) => [name, hidden])),
      subscriptionKeys: Object.fromEntries(
        Object.keys(subscriptionKeys).map((id) => [id, { primary: hidden, secondary: hidden }]),
      ),
    },
    load: withoutVariables(withoutCredentials(scenario.load)),
  }
}

/** What a k6 script gets by its environment. */
function withoutVariables(load: Scenario['load']): Scenario['load'] {
  const { k6 } = load
  if (k6 === undefined) return load
  const env = Object.fromEntries(Object.keys(k6.env).map((name) => [name, '(hidden)']))
  return { ...load, k6: { ...k6, env } }
}

function withoutCredentials(load: Scenario['load']): Scenario['load'] {
  const { populations } = load
  if (populations === undefined) return load
  const hidden = '(hidden)'
  return {
    ...load,
    populations: populations.map((population) => {
      const { credentials } = population
      if (credentials === undefined) return population
      const { basic, headers } = credentials
      return {
        ...population,
        credentials: {
          ...credentials,
          ...(basic === undefined ? {} : { basic: { user: basic.user, password: hidden } }),
          headers: Object.fromEntries(Object.keys(headers).map((name) => [name, hidden])),
        },
      }
    }),
  }
}

export function hostFacts(): RunManifest['host'] {
  return {
    cores: cpus().length,
    memoryBytes: totalmem(),
    system: `${systemType()} ${release()} ${process.arch}`,
  }
}

export function versions(): RunManifest['versions'] {
  return { gatedrill: packageVersion(), node: process.versions.node }
}

function packageVersion(): string {
  // One folder up in a checkout, two in a built package.
  const paths = ['..', '../..'].map((up) => resolve(import.meta.dirname, up, 'package.json'))
  const path = paths.find((candidate) => existsSync(candidate))
  if (path === undefined) return 'unknown'
  return z.looseObject({ version: z.string() }).parse(JSON.parse(readFileSync(path, 'utf8')))
    .version
}
