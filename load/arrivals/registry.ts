export { constant } from './constant.ts'
export { poisson } from './poisson.ts'
export { ramp } from './ramp.ts'
