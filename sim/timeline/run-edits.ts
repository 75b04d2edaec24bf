import { z } from 'zod'
import type { EventKind } from '../../ledger/events.ts'
import type { Endpoint } from '../../ledger/launch/gateway.ts'
import type { EditInput } from '../../scenarios/schema/edits.ts'
import { type Clock, wait, within } from '../clock.ts'

export type EditsOptions = {
  readonly clock: Clock
  /** Times of edits count from here, microseconds since the epoch. */
  readonly loadStartUs: number
  readonly signal: AbortSignal
  /** Of a management plane, through the operator's link. */
  endpoint(service: EditInput['service']): Endpoint
  say(kind: EventKind, detail: EditOutcome): void
}

/** What came of an edit; `detail` of its event. */
export type EditOutcome = {
  readonly method: string
  readonly path: string
  /** Absent: that of the primary region. */
  readonly service?: 'standby'
  /** 0: no answer came. */
  readonly status: number
  /** That has the edit. */
  readonly revision?: number
  /** Why it was not made. */
  readonly why?: string
}

// Longer than a slow plane takes; an operator would have tried again by then.
const answerWithinMs = 10_000
const whyMax = 1_000

/** Makes every edit at its time, one after the other; what is refused is an event too. */
export async function runEdits(edits: readonly EditInput[], options: EditsOptions): Promise<void> {
  const { clock, loadStartUs, signal, say } = options
  for (const edit of edits.toSorted((a, b) => a.atS - b.atS)) {
    const atUs = loadStartUs + edit.atS * 1_000_000
    try {
      await wait(clock, Math.max(0, (atUs - clock.nowUs()) / 1_000), signal)
    } catch {
      return
    }
    const outcome = await make(edit, options)
    say(outcome.why === undefined ? 'edit-made' : 'edit-refused', outcome)
  }
}

async function make(edit: EditInput, options: EditsOptions): Promise<EditOutcome> {
  const [method, path] = methodOf(edit)
  const { service } = edit
  const asked = { method, path, ...(service === undefined ? {} : { service }) }
  try {
    const answer = await within(options.clock, answerWithinMs, send(asked, edit.body, options))
    return { ...asked, ...(answer ?? { status: 0, why: `no answer in ${answerWithinMs} ms` }) }
  } catch (error) {
    return { ...asked, status: 0, why: String(error) }
  }
}

async function send(
  { method, path, service }: Pick<EditOutcome, 'method' | 'path' | 'service'>,
  body: unknown,
  { endpoint, signal }: EditsOptions,
): Promise<Omit<EditOutcome, 'method' | 'path' | 'service'>> {
  const { host, port } = endpoint(service)
  const url = `http://${host}:${port}${path === '.' ? root : `${root}/${path}`}`
  const answer = await fetch(`${url}?api-version=${apiVersion}`, {
    method,
    signal,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      'if-match': '*',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const { status } = answer
  const text = await answer.text()
  const revision = z.coerce
    .number()
    .safeParse(answer.headers.get('gatedrill-revision') ?? undefined)
  return {
    status,
    ...(revision.success ? { revision: revision.data } : {}),
    ...(status < 300 ? {} : { why: text.slice(0, whyMax) }),
  }
}

const root =
  '/subscriptions/drill/resourceGroups/drill/providers/Microsoft.ApiManagement/service/drill'
const apiVersion = '2024-05-01'

function methodOf({ put, patch, delete: remove, post }: EditInput): [string, string] {
  if (put !== undefined) return ['PUT', put]
  if (patch !== undefined) return ['PATCH', patch]
  if (remove !== undefined) return ['DELETE', remove]
  return ['POST', post ?? '']
}
