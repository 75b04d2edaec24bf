export { latency } from './latency.ts'
export { refuse } from './refuse.ts'
export { reset } from './reset.ts'
export { silence } from './silence.ts'
