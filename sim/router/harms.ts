import { z } from 'zod'
import { defineHarm, type HarmKinds } from '../../ledger/harms.ts'
import type { RouterState } from './router-state.ts'

const region = z.string()

/** What a router can be made to suffer; the names of the harms are their faults'. */
export function routerHarms(state: RouterState): HarmKinds {
  const names = state.regions.map((one) => one.region)
  const known = region.refine((name) => names.includes(name), `one of ${names.join(', ')}`)
  return {
    /** Names have no address, or the server fails. */
    'dns-error': defineHarm({
      params: z.strictObject({ status: z.enum(['NXDOMAIN', 'SERVFAIL']) }),
      apply: ({ status }) => state.harm({ status }),
    }),
    'dns-slow': defineHarm({
      params: z.strictObject({ delayMs: z.number().positive() }),
      apply: ({ delayMs }) => state.harm({ delayMs }),
    }),
    /** What is answered now is answered on, to be believed for `ttlMs`. */
    'dns-stale': defineHarm({
      params: z.strictObject({ ttlMs: z.number().positive().optional() }),
      apply: ({ ttlMs }) => state.harm({ stale: { answers: state.answersNow() }, ttlMs }),
    }),
    'latency-map': defineHarm({
      params: z.strictObject({ nearest: known }),
      apply: ({ nearest }) => state.harm({ latenciesMs: state.mapWithNearest(nearest) }),
    }),
    'probe-verdict': defineHarm({
      params: z.strictObject({ region: known, isAlive: z.boolean() }),
      apply: (verdict) => state.harm({ verdict }),
    }),
    /** What is out stays out, however well it is. */
    'slow-failback': defineHarm({
      params: z.strictObject({}),
      apply: () => state.harm({ keepsOut: true }),
    }),
    'disable-gateway': defineHarm({
      params: z.strictObject({ region: known }),
      apply: ({ region: name }) => state.holdDisabled(name),
    }),
  }
}
