import { z } from 'zod'
import { every } from '../../clock.ts'
import { failed } from '../behaviour.ts'
import { defineHarm, harmScope } from './define-harm.ts'

/** Down for the first part of every period and well for the rest, so that breakers open and close. */
export const flapping = defineHarm({
  kind: 'flapping',
  example: { periodMs: 2_000, downShare: 0.5, how: 'errors' },
  params: z.strictObject({
    ...harmScope,
    periodMs: z.number().min(20).max(600_000).default(2_000),
    downShare: z.number().gt(0).lt(1).default(0.5),
    how: z
      .enum(['errors', 'refuse'])
      .default('errors')
      .describe('while down: answers with the status, or does not listen at all'),
    status: z.number().int().min(400).max(599).default(503),
  }),
  apply({ periodMs, downShare, how, status, ...scope }, backend) {
    const down =
      how === 'errors'
        ? () => backend.treat(scope, ({ delayMs }) => failed(delayMs, status))
        : () => backend.shut()
    let up = down()
    let callOffUp = backend.clock.after(periodMs * downShare, () => up())
    const callOff = every(backend.clock, periodMs, () => {
      up()
      up = down()
      callOffUp = backend.clock.after(periodMs * downShare, () => up())
    })
    return () => {
      callOff()
      callOffUp()
      up()
    }
  },
})
