/**
 * What was published and no service would take, by the end of its path: the codes of what is wrong,
 * in order, and why each is no fault of the reader. Such a document cannot run as it is written, here
 * or anywhere; counts say how many there are.
 */
export const brokenDocuments: Readonly<Record<string, readonly string[]>> = {
  // A formatter wrote `=""` behind every word in quotes.
  'Call out to an HTTP endpoint and cache the response.policy.xml': [
    'POLICY_XML_EXPRESSION_UNCLOSED',
  ],
  'Loopback request for service at same API Management service.xml': ['EXPRESSION_SYNTAX'],
  'Pre-authorize requests based on HTTP method with validate-jwt.policy.xml': [
    'EXPRESSION_SYNTAX',
    'EXPRESSION_SYNTAX',
  ],
  // duration="{{cachetime}]": the named value is not closed.
  'using key vault manage identity.xml': ['POLICY_ATTRIBUTE'],
  // Opened as <llm-emit-token-metric>, closed as <azure-openai-emit-token-metric>.
  'frag-llm-usage.xml': ['POLICY_XML_MISMATCHED'],
  // A dimension of its own without a value; only the service's own dimensions have one.
  'TestData/emit-metric.xml': ['POLICY_CONTENT'],
  'TestData/llm-emit-token-metric.xml': ['POLICY_CONTENT'],
  // The attribute is called estimate-prompt-tokens, and a period is one of five words.
  'TestData/azure-openai-token-limit.xml': ['POLICY_ATTRIBUTE', 'POLICY_ATTRIBUTE_UNKNOWN'],
  'TestData/llm-token-limit.xml': [
    'POLICY_ATTRIBUTE',
    'POLICY_ATTRIBUTE',
    'POLICY_ATTRIBUTE_UNKNOWN',
  ],
  // The policies are called invoke-dapr-binding and publish-to-dapr.
  'TestData/invoke-darp-binding.xml': ['POLICY_UNKNOWN'],
  'TestData/publish-to-darp.xml': ['POLICY_UNKNOWN'],
}

/** The entry of a file, by the end of its path. */
export function brokenOf(file: string): string | undefined {
  return Object.keys(brokenDocuments).find((known) => file.endsWith(known))
}
