import { expect, test } from 'vitest'
import { requestPathOf } from '../../../../gateway/transport/request-path.ts'

test.each([
  ['/orders/item', '/orders/item'],
  ['/', '/'],
  ['/orders//item/', '/orders//item/'],
  ['/orders/a%2fb', '/orders/a%2fb'],
  ['/orders/a..b/.well-known/...', '/orders/a..b/.well-known/...'],
  ['/orders/./item', '/orders/item'],
  ['/orders/x/../item', '/orders/item'],
  ['/orders/x/%2e%2E/item', '/orders/item'],
  ['/orders/x/.%2e/item', '/orders/item'],
  ['/orders/x/..', '/orders/'],
  ['/orders/x/.', '/orders/x/'],
  ['/../../etc/passwd', '/etc/passwd'],
  ['/..', '/'],
])('%s is matched and passed on as %s', (sent, path) => {
  expect(requestPathOf(sent)).toBe(path)
})

test.each([
  '/orders/%00',
  '/orders\\item',
  '/orders#item',
  '/orders/a%2f..%2fb',
  '/orders/a%5C%2e%2e/b',
  '/orders/..%2fb',
  '/orders/a%2f.',
])('%s cannot be trusted', (sent) => {
  expect(requestPathOf(sent)).toBe(undefined)
})
