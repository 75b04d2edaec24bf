import { defineTokenLimit } from '../llm/token-limit.ts'

export const llmTokenLimit = defineTokenLimit('llm-token-limit')
