import { defineLinkFault } from './define-link-fault.ts'
import { noneCarries } from './proofs.ts'

/** Connections are reset as they come. */
export const linkReset = defineLinkFault({
  kind: 'link-reset',
  about: 'Connections are reset (RST), live ones at once and new ones as they come.',
  example: { from: 'instance', to: 'backend' },
  shape: {},
  toxicOf: () => ({ kind: 'reset' }),
  prove: noneCarries,
})
