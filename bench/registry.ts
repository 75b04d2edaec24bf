export { gateway } from './gateway.ts'
export { soak } from './soak.ts'
