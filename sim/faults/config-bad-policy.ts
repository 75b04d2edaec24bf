import { z } from 'zod'
import { management } from '../wiring.ts'
import { areCurrent, namesAbout, planeOf } from './configuration.ts'
import { defineFault } from './define-fault.ts'

/** Compiles, is published, and answers every request of its scope itself. */
const defaultXml =
  '<policies><inbound><base /><return-response><set-status code="500" reason="Bad policy" />' +
  '</return-response></inbound><backend><base /></backend><outbound><base /></outbound>' +
  '<on-error><base /></on-error></policies>'

/** A policy that breaks what it is put on passes validation, is published, and is rolled back. */
export const configBadPolicy = defineFault({
  kind: 'config-bad-policy',
  about: 'A policy that passes validation and breaks its scope is published, and rolled back.',
  example: { scope: 'apis/orders' },
  params: z.strictObject({
    scope: z
      .string()
      .default('')
      .describe('whose policy: apis/<api>, products/<product>; empty: of all requests'),
    xml: z.string().default(defaultXml).describe('the document'),
  }),
  plan: (_params, world) => planeOf(world),
  async apply(_targets, { scope, xml }, world, undo) {
    undo.use(await world.harmPart(management, { kind: 'bad-policy', scope, xml }))
  },
  // Published to nobody it would break nothing; rolled back for nobody it still does.
  prove: (_targets, world) => areCurrent(world, namesAbout({}, world)),
  proveHealed: (_targets, world) => areCurrent(world, namesAbout({}, world)),
})
