import { expect, test } from 'vitest'
import { matcherOf } from '../../../../sim/backends/operation-pattern.ts'

test.each([
  ['GET /orders/*', 'GET /orders/*', true],
  ['get /orders/*', 'GET /orders/*', true],
  ['GET /orders/*', 'POST /orders/*', false],
  ['GET /orders/*', 'GET /orders', false],
  ['GET /orders/*', 'GET /orders/*/lines', false],
  ['* /orders', 'DELETE /orders', true],
  ['/orders', 'DELETE /orders', true],
  ['GET /orders/**', 'GET /orders/*/lines/*', true],
  ['GET /orders/**', 'GET /orders', true],
  ['GET /orders/**', 'GET /customers', false],
  ['/**', 'PATCH /any/where', true],
])('%s means %s: %s', (pattern, operation, expected) => {
  expect(matcherOf(pattern)(operation)).toBe(expected)
})
