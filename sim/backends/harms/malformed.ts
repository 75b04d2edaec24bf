import { z } from 'zod'
import { type Treatment, whole } from '../treatment.ts'
import { defineHarm, harmScope } from './define-harm.ts'

const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n'

/** What is wrong with an answer, by name. Only the JSON is good HTTP. Source: RFC 9112. */
const texts = {
  'status-line': 'HTTP/9.9 what 200\r\n\r\n',
  header: `${head}No colon here\r\nContent-Length: 2\r\n\r\n{}`,
  'content-length': `${head}Content-Length: two\r\n\r\n{}`,
  chunk: `${head}Transfer-Encoding: chunked\r\n\r\nnot-hex\r\n{}\r\n0\r\n\r\n`,
} as const

/** Answers that no client can read: broken HTTP, or a body that is not the JSON it says it is. */
export const malformed = defineHarm({
  kind: 'malformed',
  example: { what: 'chunk' },
  params: z.strictObject({
    ...harmScope,
    what: z
      .enum(['status-line', 'header', 'content-length', 'chunk', 'json'])
      .default('status-line'),
  }),
  apply({ what, ...scope }, backend) {
    const change = (treatment: Treatment): Treatment =>
      what === 'json'
        ? { ...treatment, body: '{"id":', ending: whole }
        : { ...treatment, ending: { kind: 'raw', text: texts[what] } }
    return backend.treat(scope, change)
  },
})
