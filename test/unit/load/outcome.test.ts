import { expect, test } from 'vitest'
import {
  failureOf,
  outcomeOfFailure,
  outcomeOfStatus,
} from '../../../load/engines/native/outcome.ts'

const errorWith = (code: string) => Object.assign(new Error(code), { code })

test.each([
  [200, undefined, 'ok'],
  [302, undefined, 'ok'],
  [401, undefined, 'rejected'],
  [403, undefined, 'rejected'],
  [404, undefined, 'failed'],
  [429, undefined, 'rejected'],
  [503, undefined, 'failed'],
  [404, [200, 404], 'ok'],
  [429, [429], 'ok'],
  [429, [200], 'rejected'],
  [201, [200], 'failed'],
])('%i with okStatuses %j is %s', (status, okStatuses, outcome) => {
  expect(outcomeOfStatus(status, okStatuses)).toBe(outcome)
})

test.each([
  ['ECONNREFUSED', false, 'refused', 'failed'],
  ['EHOSTUNREACH', false, 'refused', 'failed'],
  ['GATEDRILL_CONNECT_TIMEOUT', false, 'connect-timeout', 'failed'],
  ['ETIMEDOUT', false, 'connect-timeout', 'failed'],
  // A standing connection whose other side no longer acknowledges.
  ['ETIMEDOUT', true, 'closed', 'unknown'],
  ['EMFILE', false, 'no-connection', 'failed'],
  ['EADDRNOTAVAIL', false, 'no-connection', 'failed'],
  ['ECONNRESET', true, 'reset', 'unknown'],
  ['EPIPE', true, 'reset', 'unknown'],
  ['GATEDRILL_CLOSED', true, 'closed', 'unknown'],
  ['GATEDRILL_MALFORMED', true, 'malformed', 'unknown'],
  ['SOMETHING_NEW', true, 'closed', 'unknown'],
])('%s, sent: %s, is %s and leaves it %s', (code, wasSent, failure, outcome) => {
  expect(failureOf(errorWith(code), wasSent)).toBe(failure)
  expect(outcomeOfFailure(wasSent)).toBe(outcome)
})
