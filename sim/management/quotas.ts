import { z } from 'zod'
import {
  type QuotaCorrection,
  type QuotaCount,
  quotaCountsSchema,
} from '../../ledger/launch/gateway.ts'
import { ArmError, invalid, notFound } from './arm-error.ts'
import { type ArmAnswer, type ArmRequest, bodyPropertiesOf } from './arm-request.ts'

/** The instances of the plane's own region, as far as they answer. Each rejects when none does. */
export type QuotaHolders = {
  /** What each of them knows of the key. */
  read(key: string): Promise<unknown>
  /** One of them counts by hand, and tells the others. */
  correct(correction: QuotaCorrection): Promise<unknown>
}

/** Answers `quotas/{counterKey}` and `quotas/{counterKey}/periods/{periodKey}`. */
export type Quotas = (request: ArmRequest) => Promise<ArmAnswer>

const valuesSchema = z.strictObject({
  callsCount: z.number().int().nonnegative().optional(),
  kbTransferred: z.number().nonnegative().optional(),
})

const bytesPerKb = 1_024

/**
 * The counters of `quota-by-key`, read and set by hand. They are those of the primary region: each
 * region counts for itself. Setting is counting: what is too much is taken back as a count of its
 * own, which reaches every instance as calls do.
 * Source: ARM, Microsoft.ApiManagement (quotas by counter key, by period key).
 */
export function quotasOf(holders: QuotaHolders): Quotas {
  return async (request) => {
    const [, key, below, periodKey, ...rest] = request.segments
    const isPeriod = below?.toLowerCase() === 'periods' && periodKey !== undefined
    if (key === undefined || rest.length > 0 || (below !== undefined && !isPeriod)) {
      throw notFound('Resource')
    }
    const periods = async () => {
      const all = periodsOf(await known(() => holders.read(key)))
      const named = isPeriod ? all.filter((one) => one.periodKey === periodKey) : all
      if (isPeriod && named.length === 0) throw notFound('Quota counter')
      return named
    }
    if (request.method === 'PATCH') {
      const wanted = wantedOf(request)
      for (const period of await periods()) await set(key, period, wanted, holders)
    } else if (request.method !== 'GET') {
      throw new ArmError(405, 'MethodNotAllowed', `${request.method} is not for quotas`)
    }
    const value = (await periods()).map((period) => shown(key, period))
    return { status: 200, body: isPeriod ? value[0] : { value, count: value.length } }
  }
}

type Unit = QuotaCount['unit']
type Period = Pick<QuotaCount, 'lengthMs' | 'startMs'> & {
  readonly period: number
  readonly periodKey: string
  readonly counts: ReadonlyMap<Unit, number>
}

/** Of what every instance knows, each holder's larger count; what was taken back counts against. */
function periodsOf(answers: unknown): Period[] {
  const largest = new Map<string, { readonly of: Cell; count: number }>()
  for (const count of z.array(quotaCountsSchema).parse(answers).flat()) {
    for (const cell of cellsOf(count)) {
      const name = `${cell.unit} ${cell.lengthMs} ${cell.startMs} ${cell.period} ${cell.holder}`
      const before = largest.get(name)
      if (before === undefined) largest.set(name, { of: cell, count: cell.count })
      else before.count = Math.max(before.count, cell.count)
    }
  }
  const byPeriod = Map.groupBy(
    largest.values(),
    ({ of }) => `${of.lengthMs} ${of.startMs} ${of.period}`,
  )
  return [...byPeriod.values()].flatMap((cells) => {
    const [first] = cells
    if (first === undefined) return []
    const { lengthMs, startMs, period } = first.of
    const counts = new Map<Unit, number>()
    for (const { of, count } of cells) {
      const signed = of.holder.startsWith('-') ? -count : count
      counts.set(of.unit, (counts.get(of.unit) ?? 0) + signed)
    }
    return { lengthMs, startMs, period, periodKey: periodKeyOf(period, lengthMs), counts }
  })
}

type Cell = Omit<QuotaCount, 'cells'> & {
  readonly holder: string
  readonly period: number
  readonly count: number
}

function cellsOf({ cells, ...of }: QuotaCount): Cell[] {
  return Object.entries(cells).flatMap(([holder, counts]) =>
    counts.flatMap((period, index) =>
      index % 2 === 1 ? [] : { ...of, holder, period, count: counts[index + 1] ?? 0 },
    ),
  )
}

/** As the service writes it: which period, and how long one is. */
function periodKeyOf(period: number, lengthMs: number): string {
  return `${period}_PT${lengthMs / 1_000}S`
}

async function set(
  key: string,
  { lengthMs, startMs, period, counts }: Period,
  wanted: ReadonlyMap<Unit, number>,
  holders: QuotaHolders,
): Promise<void> {
  for (const [unit, count] of wanted) {
    const by = count - (counts.get(unit) ?? count)
    if (by !== 0) {
      await known(() => holders.correct({ key, unit, lengthMs, startMs, period, by }))
    }
  }
}

function wantedOf({ body }: ArmRequest): ReadonlyMap<Unit, number> {
  const parsed = valuesSchema.safeParse(bodyPropertiesOf(body))
  if (!parsed.success) {
    throw invalid(
      parsed.error.issues.map(({ path, message }) => ({ target: path.join('.'), message })),
    )
  }
  const { callsCount, kbTransferred } = parsed.data
  return new Map<Unit, number>([
    ...(callsCount === undefined ? [] : [['calls', callsCount] as const]),
    ...(kbTransferred === undefined
      ? []
      : [['bytes', Math.round(kbTransferred * bytesPerKb)] as const]),
  ])
}

function shown(counterKey: string, { periodKey, lengthMs, startMs, period, counts }: Period) {
  const fromMs = startMs + period * lengthMs
  return {
    counterKey,
    periodKey,
    periodStartTime: new Date(fromMs).toISOString(),
    periodEndTime: lengthMs === 0 ? endOfTime : new Date(fromMs + lengthMs).toISOString(),
    value: {
      callsCount: counts.get('calls') ?? 0,
      kbTransferred: (counts.get('bytes') ?? 0) / bytesPerKb,
    },
  }
}

/** The largest DateTime of .NET. */
const endOfTime = '9999-12-31T23:59:59.999Z'

async function known(ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ask()
  } catch (error) {
    throw new ArmError(503, 'ServiceUnavailable', `the gateway cannot be asked: ${String(error)}`)
  }
}
