import { expect, test } from 'vitest'
import type { GatedrillError } from '../../../ledger/errors.ts'
import { checkOperations } from '../../../load/check-operations.ts'
import { templateOf } from '../../../load/template.ts'

const get = { name: 'get', weight: 1, method: 'GET', path: '/orders/{id:1..9}', headers: {} }

function check(change: object): GatedrillError | undefined {
  const operation = { ...get, needsToken: false, ...change }
  try {
    checkOperations([{ operation, path: templateOf(operation.path), body: undefined }])
    return undefined
  } catch (error) {
    return error as GatedrillError
  }
}

test('what HTTP can carry is let through', () => {
  expect(check({ headers: { accept: 'text/plain' } })).toBeUndefined()
})

test.each([
  [{ path: '/a b' }, 'GET /a b cannot be sent: the path "/a b" has characters that HTTP forbids'],
  [{ method: 'GE T' }, 'GE T /orders/{id:1..9} cannot be sent: the method "GE T" has'],
  [{ headers: { 'x-a': 'b\nc' } }, 'the header x-a "b\\nc" has characters'],
  [{ headersOf: { mobile: { 'x:a': 'b' } } }, 'the header name "x:a" has characters'],
  [{ headers: { 'Content-Length': '5' } }, 'Content-Length is counted, not given'],
])('an operation with %j is refused before anything is sent', (change, what) => {
  const problem = check(change)?.problems[0]
  expect(problem).toMatchObject({ code: 'LOAD_OPERATION_NOT_HTTP', where: 'operation get' })
  expect(problem?.what).toContain(what)
})
