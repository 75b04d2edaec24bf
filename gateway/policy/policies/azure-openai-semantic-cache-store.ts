import { defineSemanticStore } from '../llm/semantic-cache.ts'

export const azureOpenaiSemanticCacheStore = defineSemanticStore('azure-openai')
