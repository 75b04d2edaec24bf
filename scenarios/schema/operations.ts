import { z } from 'zod'

/** One kind of request that a load makes. */
export const operationSchema = z.strictObject({
  name: z.string().describe('for reports and objectives'),
  weight: z.number().positive().default(1).describe('of the requests, relative to the others'),
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
  subscription: z.string().optional().describe('id; its primary key is sent'),
  token: z.boolean().default(false).describe('sends the token of the load or its population'),
  okStatuses: z
    .array(z.number().int())
    .optional()
    .describe('which answers are good; absent: those below 400'),
})
