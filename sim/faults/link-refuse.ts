import { defineLinkFault } from './define-link-fault.ts'
import { noneCarries } from './proofs.ts'

/** Nobody listens any more; who is connected stays so. */
export const linkRefuse = defineLinkFault({
  kind: 'link-refuse',
  about: 'New connections are refused (ECONNREFUSED); live ones go on.',
  example: { from: 'instance', to: 'backend' },
  shape: {},
  toxicOf: () => ({ kind: 'refuse' }),
  prove: noneCarries,
})
