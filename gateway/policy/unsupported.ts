const graphQl =
  'it resolves a field of a GraphQL API, and this gateway passes such requests on whole'
const dapr = 'it calls a Dapr sidecar of a self-hosted gateway, and no world has one'
const xslt = 'it needs an XSLT processor, and this gateway has none that is right'

/**
 * Policies of the service that this gateway does not run, each with the reason, so that a message
 * can tell them from misspelled ones. Source: APIM, api-management-policies.
 */
export const unsupportedPolicies: ReadonlyMap<string, string> = new Map([
  ['cosmosdb-data-source', graphQl],
  ['http-data-source', graphQl],
  ['invoke-dapr-binding', dapr],
  ['publish-event', graphQl],
  ['publish-to-dapr', dapr],
  ['set-backend-service-dapr', dapr],
  ['sql-data-source', graphQl],
  ['xsl-transform', xslt],
])
