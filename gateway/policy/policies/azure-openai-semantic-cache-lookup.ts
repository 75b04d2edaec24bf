import { defineSemanticLookup } from '../llm/semantic-cache.ts'

export const azureOpenaiSemanticCacheLookup = defineSemanticLookup('azure-openai')
