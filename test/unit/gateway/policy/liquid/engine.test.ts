import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { gatewayWith, outbound } from '../../in-memory.ts'

const hasLibrary = () =>
  Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes('liquidjs'))

test('the template library is loaded with the first template, and not before', () => {
  gatewayWith({ api: outbound('<set-body>plain</set-body>') })
  expect(hasLibrary()).toBe(false)
  gatewayWith({ api: outbound('<set-body template="liquid">{{body}}</set-body>') })
  expect(hasLibrary()).toBe(true)
})
