import { defineSemanticLookup } from '../llm/semantic-cache.ts'

export const llmSemanticCacheLookup = defineSemanticLookup('llm')
