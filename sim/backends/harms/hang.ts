import { z } from 'zod'
import { defineHarm, harmScope } from './define-harm.ts'

/** Calls are taken and not answered. Those whose caller is still there when it ends are answered then. */
export const hang = defineHarm({
  kind: 'hang',
  example: { share: 1 },
  params: z.strictObject({ ...harmScope }),
  apply(scope, backend) {
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    const lift = backend.treat(scope, (treatment) => ({
      ...treatment,
      ending: { kind: 'held', released },
    }))
    return () => {
      lift()
      release()
    }
  },
})
