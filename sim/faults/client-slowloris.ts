import { defineClientFault } from './define-client-fault.ts'

export const clientSlowloris = defineClientFault({
  kind: 'client-slowloris',
  about: 'Connections on which a request begins and never ends, a header at a time.',
  example: { connections: 50, everyMs: 500 },
  harm: 'slowloris',
})
