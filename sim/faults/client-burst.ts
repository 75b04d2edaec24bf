import { defineClientFault } from './define-client-fault.ts'

export const clientBurst = defineClientFault({
  kind: 'client-burst',
  about: 'More users come than the schedule has; every extra request is written down.',
  example: { ratePerS: 200 },
  harm: 'burst',
})
