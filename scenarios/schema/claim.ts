import { z } from 'zod'

const text = z.string().trim().min(1)

const twinSchema = z.strictObject({
  what: text.describe('how its configuration differs, and what comes of that'),
  set: z
    .record(text, z.unknown())
    .refine((set) => Object.keys(set).length > 0, 'at least one field that differs')
    .describe('fields that differ, as --set names them, with their values'),
})

/** What a drill of the library is for: a statement of documentation, and how it is put to the test. */
export const claimSchema = z.strictObject({
  says: text.describe(
    'what the documentation says, in our own words; what we infer from it is called so',
  ),
  source: text.describe(
    'where it says so: the title of the article, its section, and further articles',
  ),
  url: z.url({ protocol: /^https$/ }).describe('the address of the first article'),
  injected: text.describe('what goes wrong, and when'),
  measured: text.describe('what is looked at, and which numbers decide'),
  failureMeans: text.describe(
    'what it says about a platform, or a configuration, that it fails here',
  ),
  change: text.describe('what to change then'),
  expect: z
    .enum(['pass', 'fail'])
    .default('pass')
    .describe('the verdict that is right: fail where the documentation says that users are hurt'),
  breaks: z
    .array(text)
    .min(1)
    .describe('objectives and checks that do not hold in whichever fails, the drill or its twin'),
  twin: twinSchema.describe('the same drill, configured so that its verdict turns'),
  checklist: z
    .array(text)
    .default([])
    .describe('recommendations of the Well-Architected Framework that it covers, by their code'),
})

export type Claim = z.output<typeof claimSchema>
