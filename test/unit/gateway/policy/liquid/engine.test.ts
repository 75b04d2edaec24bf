import { createRequire } from 'node:module'
import { expect, test, vi } from 'vitest'

const { cache } = createRequire(import.meta.url)
const loadedFiles = () => Object.keys(cache).filter((file) => file.includes('liquidjs'))

test('the template library is loaded with the first template, and not before', async () => {
  // Other tests may have loaded it in this process.
  for (const file of loadedFiles()) Reflect.deleteProperty(cache, file)
  vi.resetModules()
  const { gatewayWith, outbound } = await import('../../in-memory.ts')
  gatewayWith({ api: outbound('<set-body>plain</set-body>') })
  expect(loadedFiles()).toEqual([])
  gatewayWith({ api: outbound('<set-body template="liquid">{{body}}</set-body>') })
  expect(loadedFiles()).not.toEqual([])
})
