import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { reportError } from '../errors.ts'
import type { BaselineValues } from '../objectives/judge-relative.ts'

export const baselineFormat = 'gatedrill-baseline-1'

const number = z.union([
  z.number(),
  // JSON knows no infinity.
  z.literal('infinite').transform(() => Number.POSITIVE_INFINITY),
])

const baselineSchema = z.object({
  format: z.literal(baselineFormat),
  /** What was measured, by folder and run id. */
  runs: z.array(z.object({ folder: z.string(), runId: z.string() })).min(1),
  values: z.array(
    z.object({
      objective: z.string(),
      measured: z.number().optional(),
      interval: z.object({ low: number, high: number }).optional(),
      /** Why nothing can be told; beside `measured` it has nothing to say. */
      why: z.string().optional(),
    }),
  ),
})

/** `baseline.json` of a run folder: what the runs of before measured that it is held against. */
export type Baseline = z.output<typeof baselineSchema>

const fileOf = (folder: string) => join(folder, 'baseline.json')

/** Writes it into the folder of a run, whose report needs nothing else then. */
export function writeBaseline(folder: string, baseline: Baseline): void {
  const asText = (_key: string, value: unknown) =>
    value === Number.POSITIVE_INFINITY ? 'infinite' : value
  writeFileSync(fileOf(folder), `${JSON.stringify(baseline, asText, 2)}\n`)
}

/** What a run is held against; undefined when it was given no baseline. Throws BASELINE_INVALID. */
export function readBaseline(folder: string): Baseline | undefined {
  const path = fileOf(folder)
  if (!existsSync(path)) return undefined
  const parsed = baselineSchema.safeParse(jsonIn(path))
  if (parsed.success) return parsed.data
  throw reportError({
    code: 'BASELINE_INVALID',
    where: path,
    what: parsed.error.issues
      .map((issue) => `${issue.path.join('.') || 'baseline.json'}: ${issue.message}`)
      .join('; '),
    why: 'it says what the runs of before measured, and objectives are held against that',
    fix: `measure them again: gatedrill report ${folder} --baseline <run folder>`,
  })
}

function jsonIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    // What is no JSON has no format either, and is told so.
    return undefined
  }
}

/** By the texts of the objectives. */
export function valuesOf({ runs, values }: Baseline): BaselineValues {
  return new Map(
    values.map(({ objective, measured, interval, why = 'it measured nothing' }) => [
      objective,
      measured === undefined
        ? { why }
        : { measured, runs: runs.length, ...(interval === undefined ? {} : { interval }) },
    ]),
  )
}
