import { defineSemanticStore } from '../llm/semantic-cache.ts'

export const llmSemanticCacheStore = defineSemanticStore('llm')
