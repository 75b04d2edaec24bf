import type { Registry } from 'prom-client'
import type { CircuitWatch } from '../backends/circuit.ts'
import { Counter, Gauge } from './prometheus.ts'

/** Counts the changes of the circuits of backends, and shows which are open now. */
export function circuitMetrics(registry: Registry, nowMs: () => number): CircuitWatch {
  const registers = [registry]
  const openUntilMs = new Map<string, number>()
  const changes = new Counter({
    name: 'gatedrill_circuit_changes_total',
    help: 'How often the circuit of a backend opened or closed in this instance',
    labelNames: ['backend', 'state'],
    registers,
  })
  const open = new Gauge({
    name: 'gatedrill_circuit_open',
    help: '1 while the circuit of a backend is open in this instance',
    labelNames: ['backend'],
    registers,
    // A circuit says that it has closed when it is next asked, which may be long after.
    collect() {
      for (const [backend, untilMs] of openUntilMs) {
        open.set({ backend }, nowMs() < untilMs ? 1 : 0)
      }
    },
  })
  return ({ backendId, state, untilMs }) => {
    changes.inc({ backend: backendId, state })
    openUntilMs.set(backendId, untilMs)
  }
}
