import { z } from 'zod'

const settings = z.strictObject({
  script: z
    .string()
    .optional()
    .describe('a k6 script, relative to the scenario file; absent: made from the operations'),
  env: z.record(z.string(), z.string()).default({}).describe("for the script's __ENV"),
  dashboardPort: z
    .number()
    .int()
    .positive()
    .max(65_535)
    .optional()
    .describe("port of k6's web dashboard, on loopback; absent: none"),
  usersMax: z
    .number()
    .int()
    .positive()
    .max(50_000)
    .default(1_000)
    .describe('virtual users at most; an arrival that finds none free is not sent'),
})

/** The load is made by k6: a script, or with it how k6 is to run. */
export const k6Schema = z.preprocess(
  (given) => (typeof given === 'string' ? { script: given } : given),
  settings,
)

export type K6Settings = z.output<typeof settings>
