export { constant } from './constant.ts'
export { poisson } from './poisson.ts'
