import { z } from 'zod'
import { GatedrillError, type Problem } from '../../ledger/errors.ts'
import { scenarioErrorCodes, scenarioProblem } from '../errors.ts'
import { type FieldPath, textOfPath } from '../field-path.ts'
import { nearestOf } from '../nearest.ts'
import { readYamlDocuments } from '../read-yaml.ts'
import {
  apiVersion,
  conditionDocument,
  otherKinds,
  policyDocument,
  sliDocument,
  sloDocument,
} from './documents.ts'
import { type Library, sloOf } from './resolve-slo.ts'
import type { Slo } from './schema.ts'

const documentSchema = z.discriminatedUnion('kind', [
  sloDocument,
  sliDocument,
  policyDocument,
  conditionDocument,
])
const judgedKinds = ['SLO', 'SLI', 'AlertPolicy', 'AlertCondition'] as const
const kinds: readonly string[] = [...judgedKinds, ...otherKinds]

/** A document that was read, and where its fields stand. */
type Read = {
  readonly document: z.output<typeof documentSchema>
  readonly at: (path: FieldPath) => string
}

/**
 * The SLOs of OpenSLO v1 files, with everything that they refer to in any of the files. All that is
 * wrong comes together, each with its line.
 */
export function readSlos(
  files: readonly { readonly name: string; readonly text: string }[],
): Slo[] {
  const problems: Problem[] = []
  const documents = files.flatMap(({ name, text }) => {
    try {
      return readYamlDocuments(text, name).flatMap(({ input, lineOf }) => {
        const at = (path: FieldPath) => placeOf(name, lineOf(path), path)
        return readDocument(input, at, problems)
      })
    } catch (error) {
      if (!(error instanceof GatedrillError)) throw error
      problems.push(...error.problems)
      return []
    }
  })
  const library = libraryOf(documents)
  const slos = documents.flatMap(({ document, at }) =>
    document.kind === 'SLO' ? (sloOf(document, at, library, problems) ?? []) : [],
  )
  if (problems.length === 0 && slos.length === 0) problems.push(withoutSlo(files))
  if (problems.length > 0) throw new GatedrillError(problems)
  return slos
}

function readDocument(
  input: unknown,
  at: (path: FieldPath) => string,
  problems: Problem[],
): Read[] {
  // What stands between two lines of three dashes may be nothing.
  if (input === null || input === undefined) return []
  const { apiVersion: version, kind } = Object(input)
  if (version !== apiVersion) {
    const what = `apiVersion ${JSON.stringify(version)}`
    const why = `only ${apiVersion} is read`
    problems.push(wrong(at(['apiVersion']), what, why, `write apiVersion: ${apiVersion}`))
    return []
  }
  if (otherKinds.some((other) => other === kind)) return []
  if (!judgedKinds.some((own) => own === kind)) {
    const nearest = typeof kind === 'string' ? nearestOf(kind, kinds) : undefined
    const fix = nearest === undefined ? 'write one of these' : `write ${nearest}`
    const why = `OpenSLO v1 has ${kinds.join(', ')}`
    problems.push(wrong(at(['kind']), `kind ${JSON.stringify(kind)}`, why, fix))
    return []
  }
  const result = documentSchema.safeParse(input)
  if (result.success) return [{ document: result.data, at }]
  for (const { path, message } of result.error.issues) {
    const field = path.map((part) => (typeof part === 'symbol' ? String(part) : part))
    const why = `it is no ${kind} of OpenSLO v1`
    problems.push(wrong(at(field), message, why, 'write it as docs/slo.md has it'))
  }
  return []
}

function libraryOf(documents: readonly Read[]): Library {
  const library: Library = { slis: new Map(), policies: new Map(), conditions: new Map() }
  for (const { document } of documents) {
    const { name } = document.metadata
    if (document.kind === 'SLI') library.slis.set(name, document.spec)
    if (document.kind === 'AlertPolicy') library.policies.set(name, document)
    if (document.kind === 'AlertCondition') library.conditions.set(name, document.spec)
  }
  return library
}

function placeOf(file: string, line: number | undefined, path: FieldPath): string {
  const place = line === undefined ? file : `${file}:${line}`
  return path.length === 0 ? place : `${place} ${textOfPath(path)}`
}

function withoutSlo(files: readonly { readonly name: string }[]): Problem {
  const names = files.map(({ name }) => name).join(', ')
  return wrong(names, 'there is no SLO', 'a run is held to SLOs', 'add a document of kind SLO')
}

function wrong(where: string, what: string, why: string, fix: string): Problem {
  return scenarioProblem({ code: scenarioErrorCodes.slo, where, what, why, fix })
}
