import { defineLinkFault } from './define-link-fault.ts'
import { noneCarries } from './proofs.ts'

/** Connections are ended in order before anything passes. */
export const linkFin = defineLinkFault({
  kind: 'link-fin',
  about: 'Connections are ended in order (FIN), live ones at once and new ones as they come.',
  example: { from: 'instance', to: 'backend' },
  shape: {},
  toxicOf: () => ({ kind: 'end' }),
  prove: noneCarries,
})
