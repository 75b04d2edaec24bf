import { defineEmitTokenMetric } from '../llm/emit-token-metric.ts'

export const llmEmitTokenMetric = defineEmitTokenMetric('llm-emit-token-metric')
