import { drip } from '../backends/harms/drip.ts'
import { defineBackendFault } from './define-backend-fault.ts'

export const backendDrip = defineBackendFault({
  kind: 'backend-drip',
  about: 'The heads of answers come at once and their bodies drop by drop.',
  example: { backend: 'orders', bytesPerS: 100 },
  harm: drip,
  // As long as the rate takes for what came of it; four fifths, for a first drop comes early.
  shows: ({ status, body, headMs, totalMs }, { bytesPerS }) =>
    status > 0 && body.length > 0 && totalMs - headMs >= (800 * body.length) / bytesPerS,
})
