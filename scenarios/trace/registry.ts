export { combined } from './combined.ts'
export { csv } from './csv.ts'
export { gatewayLogs } from './gateway-logs.ts'
