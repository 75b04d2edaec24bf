import { createRequire } from 'node:module'

const load = createRequire(import.meta.url)

/** Loaded when a schema or a request first needs it: most gateways need not hold it in memory. */
export function graphqlLibrary(): typeof import('graphql') {
  const library: typeof import('graphql') = load('graphql')
  return library
}
