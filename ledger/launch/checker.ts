import { z } from 'zod'
import { revisionContentSchema } from '../revision.ts'

/** What the process that reads and compiles configurations is told at its start: nothing. */
export const checkerLaunchSchema = z.strictObject({})

/** Command `read`: an APIOps artifact folder as texts by path. */
export const folderToReadSchema = z.strictObject({ folder: z.string() })

/** By path inside an artifact folder, with `/` between the names. */
export const artifactTextsSchema = z.record(z.string(), z.string())

/** Command `check`: texts to read as a configuration and to compile. */
export const artifactsToCheckSchema = z.strictObject({
  /** Of the configuration, for messages. */
  source: z.string(),
  texts: artifactTextsSchema,
  /** By subscription id; below the name of a workspace, `sales/contoso`. */
  keys: z.record(z.string(), z.strictObject({ primary: z.string(), secondary: z.string() })),
})

const problemsSchema = z.array(
  z.strictObject({
    code: z.string(),
    where: z.string(),
    what: z.string(),
    why: z.string(),
    fix: z.string(),
  }),
)

/** Answer to `check`. With errors the configuration cannot be served; warnings may be. */
export const checkedArtifactsSchema = z.strictObject({
  content: revisionContentSchema.optional(),
  errors: problemsSchema,
  warnings: problemsSchema,
})

export type ArtifactsToCheck = z.infer<typeof artifactsToCheckSchema>
export type CheckedArtifacts = z.infer<typeof checkedArtifactsSchema>
