import { defineClientFault } from './define-client-fault.ts'

export const clientSlowRead = defineClientFault({
  kind: 'client-slow-read',
  about: 'Clients read their answers piece by piece, with long pauses.',
  example: { share: 0.5, pauseMs: 200 },
  harm: 'slow-read',
})
