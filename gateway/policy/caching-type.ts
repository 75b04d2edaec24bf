import { z } from 'zod'
import type { Cache } from '../cache/cache.ts'
import type { PolicyLoad } from './define-policy.ts'

/** Which cache a policy uses. Source: APIM, caching policies. */
export const cachingType = z
  .enum(['prefer-external', 'external', 'internal'], {
    error: 'prefer-external, external or internal',
  })
  .default('prefer-external')

/**
 * The cache that is meant: an external one where there is one, unless only the internal will do.
 * Undefined when it must be an external one, and there is none: all is a miss then.
 */
export function cacheOf(
  type: z.output<typeof cachingType>,
  { cache, externalCache }: Pick<PolicyLoad, 'cache' | 'externalCache'>,
): Cache | undefined {
  if (type === 'internal') return cache
  return type === 'external' ? externalCache : (externalCache ?? cache)
}
