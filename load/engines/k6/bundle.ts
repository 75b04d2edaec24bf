import { existsSync, statSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { type BuildFailure, build, type Message, type Plugin } from 'esbuild'
import { GatedrillError } from '../../../ledger/errors.ts'
import { loadErrorCodes, loadProblem } from '../../errors.ts'

/** TypeScript beside TypeScript, JavaScript in a built package. */
const injected = resolve(import.meta.dirname, `inject/http${extname(import.meta.filename)}`)

/** `k6/http` is ours, for all but our own module; what else k6 has stays k6's. */
const ids: Plugin = {
  name: 'ids',
  setup({ onResolve }) {
    onResolve({ filter: /^k6\/http$/ }, ({ path, importer }) =>
      resolve(importer) === injected ? { path, external: true } : { path: injected },
    )
    // k6 fetches these itself.
    onResolve({ filter: /^(k6$|k6\/|https?:)/ }, ({ path }) => ({ path, external: true }))
  },
}

/**
 * A script with everything that it imports in one text, as k6 takes it: k6 knows no node_modules.
 * A GatedrillError names each import that is not there, with file, line and column.
 */
export async function bundleOf(script: string): Promise<string> {
  if (statSync(script, { throwIfNoEntry: false })?.isFile() !== true) throw noScript(script)
  try {
    const { outputFiles } = await build({
      entryPoints: [script],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'neutral',
      target: 'es2022',
      mainFields: ['module', 'main'],
      conditions: ['import', 'default'],
      // Errors of the script then name its own lines.
      sourcemap: 'inline',
      logLevel: 'silent',
      plugins: [ids],
    })
    return outputFiles[0]?.text ?? ''
  } catch (error) {
    if (!isBuildFailure(error)) throw error
    throw new GatedrillError(error.errors.map((message) => problemOf(message, script)))
  }
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors)
}

function problemOf({ text, location }: Message, script: string) {
  const file = location === null ? script : resolve(location.file)
  const place = location === null ? script : `${file}:${location.line}:${location.column + 1}`
  const isImport = text.startsWith('Could not resolve')
  return loadProblem({
    code: loadErrorCodes.k6Script,
    where: place,
    what: text,
    why: isImport
      ? 'imports are looked up beside the script and in its node_modules'
      : 'the script is no TypeScript or JavaScript that esbuild can read',
    fix: isImport ? 'install it (npm install), or correct the path' : 'correct it there',
  })
}

function noScript(script: string): GatedrillError {
  return new GatedrillError(
    loadProblem({
      code: loadErrorCodes.k6Script,
      where: script,
      what: existsSync(script) ? 'this is no file' : 'there is no such file',
      why: 'load.k6 names the script, relative to the scenario file',
      fix: 'correct the path, or leave the script out: one is then made from the operations',
    }),
  )
}
