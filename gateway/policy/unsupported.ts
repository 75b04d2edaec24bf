/**
 * Policies of the service that this gateway does not run yet, so that a message can tell them
 * from misspelled ones. Source: APIM, api-management-policies.
 */
export const unsupportedPolicies: ReadonlySet<string> = new Set([
  'azure-openai-emit-token-metric',
  'azure-openai-semantic-cache-lookup',
  'azure-openai-semantic-cache-store',
  'azure-openai-token-limit',
  'cosmosdb-data-source',
  'cross-domain',
  'http-data-source',
  'invoke-dapr-binding',
  'llm-content-safety',
  'llm-emit-token-metric',
  'llm-semantic-cache-lookup',
  'llm-semantic-cache-store',
  'llm-token-limit',
  'proxy',
  'publish-event',
  'publish-to-dapr',
  'send-service-bus-message',
  'set-backend-service-dapr',
  'sql-data-source',
  'validate-graphql-request',
  'validate-odata-request',
  'xsl-transform',
])
