export { gateway } from './gateway.ts'
export { policies } from './policies.ts'
export { safety } from './safety.ts'
export { soak } from './soak.ts'
