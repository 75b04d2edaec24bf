export { gateway } from './gateway.ts'
export { policies } from './policies.ts'
export { soak } from './soak.ts'
