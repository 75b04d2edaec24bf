import { hang } from '../backends/harms/hang.ts'
import { defineBackendFault } from './define-backend-fault.ts'

export const backendHang = defineBackendFault({
  kind: 'backend-hang',
  about: 'A backend takes a share of its calls and does not answer them until the fault ends.',
  example: { backend: 'orders', share: 0.5 },
  harm: hang,
  shows: ({ status, trouble }) => status === 0 && trouble === 'TIMEOUT',
})
