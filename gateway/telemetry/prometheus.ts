import { createRequire } from 'node:module'

/*
 * The parts of prom-client that an instance uses. Its index also loads Node's cluster, the metrics
 * of the process and gateways to push to: 18 MB of memory in every instance of a world.
 */
const load = createRequire(import.meta.url)

type Prometheus = typeof import('prom-client')

export const Registry: Prometheus['Registry'] = load('prom-client/lib/registry')
export const Counter: Prometheus['Counter'] = load('prom-client/lib/counter')
export const Gauge: Prometheus['Gauge'] = load('prom-client/lib/gauge')
export const Histogram: Prometheus['Histogram'] = load('prom-client/lib/histogram')
