import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { answerOf, eachIs, harmRouters, routersOf, statusOf } from './routers.ts'

export const latencyMapWrong = defineFault({
  kind: 'latency-map-wrong',
  about: 'The router takes one region for the nearest of all, wherever clients are.',
  example: { nearest: 'westeurope' },
  params: z.strictObject({ nearest: z.string().describe('a region') }),
  plan: ({ nearest }, world) => routersOf(world, nearest),
  apply: (targets, { nearest }, world, undo) =>
    harmRouters(targets, world, undo, { kind: 'latency-map', nearest }),
  prove: (targets, world, { nearest }) =>
    eachIs(targets, async (target) => (await answerOf(world, target)).region === nearest),
  proveHealed: (targets, world) =>
    eachIs(targets, async (target) => !(await statusOf(world, target)).isMapWrong),
})
