import { flapping } from '../backends/harms/flapping.ts'
import { defineBackendFault } from './define-backend-fault.ts'

export const backendFlapping = defineBackendFault({
  kind: 'backend-flapping',
  about: 'A backend is down for a part of every period and well for the rest.',
  example: { backend: 'orders', periodMs: 2_000 },
  harm: flapping,
  shows: ({ status, trouble }, { how, ...down }) =>
    how === 'errors' ? status === down.status : trouble === 'ECONNREFUSED',
})
