import { defineClientFault } from './define-client-fault.ts'

export const clientPinned = defineClientFault({
  kind: 'client-pinned',
  about: 'All requests go over a few connections, and so to a few instances.',
  example: { connections: 1 },
  harm: 'pin',
})
