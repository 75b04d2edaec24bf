export { expressions } from './expressions.ts'
export { http } from './http.ts'
export { xml } from './xml.ts'
