import { defineEmitTokenMetric } from '../llm/emit-token-metric.ts'

export const azureOpenaiEmitTokenMetric = defineEmitTokenMetric('azure-openai-emit-token-metric')
