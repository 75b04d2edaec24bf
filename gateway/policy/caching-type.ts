import { z } from 'zod'

/**
 * Which cache a policy uses. There is only the internal one: what is meant for an external cache
 * alone is never found. Source: APIM, caching policies (`prefer-external` falls back).
 */
export const cachingType = z
  .enum(['prefer-external', 'external', 'internal'], {
    error: 'prefer-external, external or internal',
  })
  .default('prefer-external')
