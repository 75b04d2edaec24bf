import { defineClientFault } from './define-client-fault.ts'

export const clientDisconnect = defineClientFault({
  kind: 'client-disconnect',
  about: 'A share of the clients goes away while they wait for their answer.',
  example: { share: 0.2, afterMs: 5 },
  harm: 'disconnect',
})
