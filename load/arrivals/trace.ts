import assert from 'node:assert/strict'
import { defineArrivals } from './define-arrivals.ts'

/** The instants of a log, as they were scaled to the load; nothing is drawn. */
export const trace = defineArrivals({
  name: 'trace',
  arrivalsUs({ traceUs }) {
    assert(traceUs !== undefined, 'arrivals of a trace have one')
    return traceUs
  },
})
