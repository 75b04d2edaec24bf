import { defineClientFault } from './define-client-fault.ts'

export const clientHugeRequest = defineClientFault({
  kind: 'client-huge-request',
  about: 'Requests carry a header, or a body, that is far too large.',
  example: { share: 0.1, headerBytes: 100_000 },
  harm: 'huge-request',
})
