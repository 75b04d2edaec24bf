import type { FieldPath } from './field-path.ts'

/** A scenario file as read, not yet checked. */
export type ScenarioDocument = {
  readonly input: unknown
  /** Line, from 1, of a field or else of the nearest that holds it; undefined when not known. */
  lineOf(path: FieldPath): number | undefined
}
