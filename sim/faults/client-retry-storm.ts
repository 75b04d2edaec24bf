import { defineClientFault } from './define-client-fault.ts'

export const clientRetryStorm = defineClientFault({
  kind: 'client-retry-storm',
  about: 'Clients try again at once what was not answered well, without a pause or a budget.',
  example: { tries: 3 },
  harm: 'retry-storm',
})
