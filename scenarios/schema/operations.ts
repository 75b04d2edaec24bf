import { z } from 'zod'

/** One kind of request that a load makes. */
export const operationSchema = z.strictObject({
  name: z.string(),
  weight: z.number().positive().default(1),
  method: z
    .string()
    .regex(/^[A-Za-z]+$/, 'a method of HTTP')
    .default('GET'),
  path: z
    .string()
    .regex(/^\/[!-~]*$/, 'begins with / and is encoded: a space is %20')
    .describe('may hold {name:1..500}, an integer drawn for every request'),
  headers: z
    .record(
      z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'a header name of HTTP'),
      z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'a header value of HTTP, without line breaks'),
    )
    .default({}),
  body: z
    .unknown()
    .optional()
    .describe('a text or JSON; schema: JSON that the configuration allows, made from the seed'),
  /** Subscription id whose primary key is sent. */
  subscription: z.string().optional(),
  token: z.boolean().default(false),
  okStatuses: z.array(z.number().int()).optional(),
})
