import { GatedrillError } from '../../ledger/errors.ts'
import type { ArtifactsToCheck, CheckedArtifacts } from '../../ledger/launch/checker.ts'
import { artifactsOf } from '../config/artifact-folder.ts'
import { contentOfArtifacts } from '../config/load-artifacts.ts'
import { checkConfiguration } from './check-documents.ts'

// A subscription whose keys nobody gave opens nothing: no client sends an empty key.
const noKeys = { primary: '', secondary: '' }

/** Reads artifacts as an instance would and compiles their documents; never throws for them. */
export function checkArtifacts({ source, texts, keys }: ArtifactsToCheck): CheckedArtifacts {
  try {
    const artifacts = { ...artifactsOf(new Map(Object.entries(texts))), folder: source }
    const { content, warnings } = contentOfArtifacts(artifacts, {
      namedValues: {},
      keysOf: (id) => keys[id] ?? noKeys,
    })
    const documents = checkConfiguration(content, 'rawxml')
    return {
      content,
      errors: [...documents.errors],
      warnings: [...warnings, ...documents.warnings],
    }
  } catch (error) {
    if (error instanceof GatedrillError) return { errors: [...error.problems], warnings: [] }
    throw error
  }
}
