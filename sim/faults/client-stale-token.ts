import { defineClientFault } from './define-client-fault.ts'

export const clientStaleToken = defineClientFault({
  kind: 'client-stale-token',
  about: 'The clock of the clients is behind: they go on sending tokens that have expired.',
  example: { behindS: 7_200 },
  harm: 'stale-token',
})
