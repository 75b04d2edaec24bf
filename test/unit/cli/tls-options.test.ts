import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { backendCasOf, type TlsOptions, tlsOf } from '../../../cli/tls-options.ts'

const folder = mkdtempSync(join(tmpdir(), 'gatedrill-tls-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string) => join(folder, name)
for (const name of ['cert', 'key', 'other-cert', 'other-key', 'ca']) writeFileSync(file(name), name)

const options = (more: Partial<TlsOptions>): TlsOptions => ({
  tlsCert: [],
  tlsKey: [],
  clientCa: [],
  backendCa: [],
  ...more,
})

test('without a certificate there is no TLS', () => {
  expect(tlsOf(options({}))).toBe(undefined)
})

test('one certificate is for every host name', () => {
  expect(tlsOf(options({ tlsCert: [file('cert')], tlsKey: [file('key')] }))).toEqual({
    minVersion: 'TLSv1.2',
    http2: true,
    hosts: [
      { name: '*', certificate: 'cert', key: 'key', clientCertificate: 'none', clientCas: [] },
    ],
  })
})

test('several are told apart by host name; an authority makes client certificates required', () => {
  const tls = tlsOf(
    options({
      tlsCert: [`a.example=${file('cert')}`, `b.example=${file('other-cert')}`],
      tlsKey: [`b.example=${file('other-key')}`, `a.example=${file('key')}`],
      tlsMinVersion: '1.3',
      clientCa: [file('ca')],
    }),
  )
  const client = { clientCertificate: 'require', clientCas: ['ca'] }
  expect(tls).toMatchObject({
    minVersion: 'TLSv1.3',
    hosts: [
      { name: 'a.example', certificate: 'cert', key: 'key', ...client },
      { name: 'b.example', certificate: 'other-cert', key: 'other-key', ...client },
    ],
  })
})

test('authorities of backends are told apart by host name', () => {
  expect(backendCasOf(options({ backendCa: [file('ca'), `a.example=${file('cert')}`] }))).toEqual({
    '*': ['ca'],
    'a.example': ['cert'],
  })
})

test.each([
  ['a key without its certificate', { tlsKey: [file('key')] }, '--tls-key: there is no --tls-cert'],
  ['a certificate without its key', { tlsCert: [file('cert')] }, 'there is no --tls-key'],
  [
    'names that do not go together',
    { tlsCert: [`a=${file('cert')}`], tlsKey: [`b=${file('key')}`] },
    'there is no --tls-key for a',
  ],
  [
    'a file that is not there',
    { tlsCert: [file('nothing')], tlsKey: [file('key')] },
    'this file cannot be read',
  ],
  ['a client CA for plain HTTP', { clientCa: [file('ca')] }, '--client-ca: there is no --tls-cert'],
])('%s is refused', (_what, more, message) => {
  expect(() => tlsOf(options(more))).toThrow(message)
  expect(() => tlsOf(options(more))).toThrow('CLI_BAD_TLS')
})
