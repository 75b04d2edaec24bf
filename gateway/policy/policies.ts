import type { Policy } from './define-policy.ts'
import * as registry from './registry.ts'

/** Every policy of the registry. */
export const policies: readonly Policy[] = Object.values(registry)
