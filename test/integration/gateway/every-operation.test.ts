import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { request } from 'undici'
import { expect, test } from 'vitest'
import { loadArtifacts } from '../../../gateway/config/load-artifacts.ts'
import {
  type Api,
  type Operation,
  type RevisionContent,
  revisionOf,
} from '../../../ledger/revision.ts'
import { startGateway } from './gateway-process.ts'
import { localBackend } from './local-backend.ts'

const demo = join(import.meta.dirname, '../../../../shared/input/apiops-demo')
const inParallel = 8

const allAccess = {
  id: 'all',
  name: 'all',
  scope: { kind: 'all' },
  state: 'active',
  primaryKey: 'all-primary',
  secondaryKey: 'all-secondary',
  mayTrace: false,
} as const

type Call = {
  readonly name: string
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

test.skipIf(!existsSync(demo))(
  'every operation of every API of a real extract reaches its backend (skipped when ../shared/input is absent)',
  async () => {
    const { content: extract } = await loadArtifacts(demo, {
      namedValues: { 'allowed-ip-address': '127.0.0.1' },
      keysOf: (id) => ({ primary: `${id}-primary`, secondary: `${id}-secondary` }),
    })
    const content = {
      ...extract,
      // One API of the extract has no service URL: the service could only fail its calls.
      apis: extract.apis.map((api) => ({
        ...api,
        serviceUrl: api.serviceUrl ?? 'https://backend.example',
      })),
      subscriptions: [...extract.subscriptions, allAccess],
    }
    const calls = content.apis.flatMap((api) =>
      api.operations.map((operation) => callOf(api, operation, content)),
    )
    await using backend = await localBackend()
    await using gateway = await startGateway({
      revision: revisionOf(1, content),
      hosts: { '*': backend.endpoint },
    })

    const answers = new Map<string, { readonly status: number; readonly body: string }>()
    const waiting = [...calls]
    const work = async () => {
      for (let call = waiting.shift(); call !== undefined; call = waiting.shift()) {
        const { method, headers, body } = call
        // Not fetch, which knows no TRACE.
        const url = `${gateway.url}${call.path}`
        const answer = await request(url, { method, headers, body: body ?? null })
        answers.set(call.name, { status: answer.statusCode, body: await answer.body.text() })
      }
    }
    await Promise.all(Array.from({ length: inParallel }, work))

    const failed = [...answers].filter(([, { status }]) => status >= 400)
    expect(answers.size).toBe(calls.length)
    // The backend says 200 to everything: whatever is not, the gateway made.
    expect(failed).toEqual([])
    expect(backend.requests.length).toBe(calls.length)
    expect(gateway.child.exitCode).toBeNull()
  },
)

/** What calls one operation and nothing else: its API's address and version, its template filled. */
function callOf(api: Api, operation: Operation, content: RevisionContent): Call {
  const set = content.versionSets.find(({ id }) => id === api.versionSetId)
  const { version } = api
  const segment = version !== undefined && (set?.scheme ?? 'Segment') === 'Segment' ? [version] : []
  const revision = api.isCurrent ? '' : `;rev=${api.revision}`
  const address = [api.path, ...segment].filter((part) => part !== '').join('/')
  const { path: values, query, body } = operation.examples
  const path = operation.urlTemplate.replace(/\{\*?([^{}]+)\}/g, (_all, name: string) =>
    encodeURIComponent(values[name] ?? 'x'),
  )
  const parameters = new URLSearchParams(query)
  if (set?.scheme === 'Query' && version !== undefined) {
    parameters.set(set.parameterName ?? 'api-version', version)
  }
  const search = parameters.size === 0 ? '' : `${path.includes('?') ? '&' : '?'}${parameters}`
  const versionHeader =
    set?.scheme === 'Header' && version !== undefined ? { [set.parameterName ?? '']: version } : {}
  return {
    name: `${api.id} ${operation.id}`,
    path: `${address === '' ? '' : `/${address}`}${revision}${path.replaceAll('*', 'x')}${search}`,
    method: operation.method,
    headers: {
      [api.subscriptionKeyHeader]: allAccess.primaryKey,
      ...versionHeader,
      ...(body === undefined ? {} : { 'Content-Type': body.contentType }),
    },
    body: body?.content,
  }
}
