import { defineClientFault } from './define-client-fault.ts'

export const clientHotKey = defineClientFault({
  kind: 'client-hot-key',
  about: 'All want the same: what requests draw from a range is the lowest of it.',
  example: { share: 0.9 },
  harm: 'hot-key',
})
