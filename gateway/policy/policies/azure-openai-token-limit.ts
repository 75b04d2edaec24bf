import { defineTokenLimit } from '../llm/token-limit.ts'

export const azureOpenaiTokenLimit = defineTokenLimit('azure-openai-token-limit')
