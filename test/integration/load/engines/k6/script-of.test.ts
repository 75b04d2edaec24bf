import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { LoadLaunch } from '../../../../../ledger/launch/load.ts'
import { scriptOf } from '../../../../../load/engines/k6/script-of.ts'
import { httpPort, read } from '../../offer.ts'
import { k6s } from './offer-k6.ts'
import { isWithoutK6, waitForK6 } from './wait-for-k6.ts'

waitForK6()
/** Skipped where there is neither Go nor a k6 that was built. */
const k6Test = test.skipIf(isWithoutK6)

const operations: LoadLaunch['operations'] = [
  { ...read, weight: 3, path: '/orders/{id:1..9}', headers: { 'x-key': 'secret-of-bronze' } },
  {
    ...read,
    name: "an 'order'",
    method: 'POST',
    path: '/orders',
    headers: { 'content-type': 'application/json' },
    body: '{"cost":"$5 `now`","quantity":{quantity:1..5}}',
    needsToken: true,
    okStatuses: [409],
  },
]

const script = scriptOf({
  operations,
  populations: [
    { name: 'near', share: 3 },
    { name: 'far', share: 1 },
  ],
  ratePerS: 100,
  durationS: 2,
  // Enough for a machine that stalls half a second: what finds none free is not sent.
  connections: 50,
  deadlineMs: 1_000,
  usersMax: 100,
  keys: { bronze: 'secret-of-bronze', silver: 'secret-of-silver' },
})

test('an exported script holds no secret', () => {
  expect(script).not.toContain('secret')
  expect(script).toContain("keys['bronze']")
})

/** Nothing of gatedrill is there when it runs. */
k6Test.each(k6s)('%s runs an exported script alone', async (_name, path) => {
  const seen: string[] = []
  const port = await httpPort((request, response) => {
    let body = ''
    request.on('data', (piece) => {
      body += String(piece)
    })
    request.on('end', () => {
      const { 'x-key': key = '', authorization = '' } = request.headers
      seen.push([request.method, request.url, key, authorization, body].join(' '))
      response.writeHead(request.method === 'POST' ? 409 : 200).end()
    })
  })
  const folder = mkdtempSync(join(tmpdir(), 'exported-'))
  const file = join(folder, 'exported.ts')
  writeFileSync(file, script)
  const variables = {
    BASE_URL: 'http://127.0.0.1:1',
    BASE_URLS: JSON.stringify({
      near: `http://127.0.0.1:${port}`,
      far: `http://127.0.0.1:${port}`,
    }),
    SUBSCRIPTION_KEYS: '{"bronze":"b1"}',
    TOKEN: 't1',
  }
  const words = Object.entries(variables).flatMap(([name, value]) => ['-e', `${name}=${value}`])
  const k6 = spawn(path, ['run', '--quiet', '--no-usage-report', ...words, file])
  let said = ''
  k6.stdout.on('data', (text) => {
    said += String(text)
  })
  expect(await new Promise((resolve) => k6.on('close', resolve))).toBe(0)
  expect(seen).toHaveLength(200)
  const posts = seen.filter((line) => line.startsWith('POST'))
  expect(posts.length).toBeGreaterThan(20)
  expect(posts.length).toBeLessThan(90)
  for (const line of posts) {
    expect(line).toMatch(/^POST \/orders {2}Bearer t1 \{"cost":"\$5 `now`","quantity":[1-5]\}$/)
  }
  for (const line of seen.filter((one) => one.startsWith('GET'))) {
    expect(line).toMatch(/^GET \/orders\/[1-9] b1 {2}$/)
  }
  // The script names the status that it expects.
  expect(said).toMatch(/http_req_failed\D+0\.00%/)
  rmSync(folder, { recursive: true })
})
