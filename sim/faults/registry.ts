export { zoneDown } from './zone-down.ts'
