import { defineTraceFormat, type ReadLine, type TraceRecord } from './define-format.ts'

/**
 * GatewayLogs of Azure API Management, one JSON value a line: as Azure Monitor writes them to storage
 * (`time`, and the rest in `properties`) or to an event hub (`records`), rows of the table
 * ApiManagementGatewayLogs, and what `gatedrill gateway` writes. Names in any case. Source: APIM,
 * gateway-log-schema-reference; Azure Monitor, resource-logs-schema.
 */
export const gatewayLogs = defineTraceFormat({
  name: 'gateway-logs',
  example:
    '{"time":"2026-03-01T10:00:00.250Z","category":"GatewayLogs","properties":{"method":"GET","url":"https://gateway.example/orders/7","apiId":"orders","operationId":"get-order"}}\n' +
    '{"TimeGenerated":"2026-03-01T10:00:00.500Z","Category":"GatewayLogs","Method":"POST","Url":"https://gateway.example/orders"}\n',
  resolutionMs: 0,
  reader: () => (line) => {
    if (line.trim() === '') return 'nothing'
    const value = jsonOf(line)
    if (!isFields(value)) return 'unreadable'
    const { records } = value
    if (!Array.isArray(records)) return recordsOf(value)
    const read = records.map((record) => (isFields(record) ? recordsOf(record) : 'unreadable'))
    const requests = read.flatMap((one) => (typeof one === 'string' ? [] : one))
    if (requests.length > 0) return requests
    return read.includes('unreadable') ? 'unreadable' : 'nothing'
  },
})

type Fields = Readonly<Record<string, unknown>>

function recordsOf(logged: Fields): ReadLine {
  const top = inLowerCase(logged)
  const properties = top.get('properties')
  const own = isFields(properties) ? inLowerCase(properties) : top
  const text = (name: string) => {
    const value = own.get(name) ?? top.get(name)
    return typeof value === 'string' ? value : ''
  }
  const category = text('category')
  if (category !== '' && category.toLowerCase() !== 'gatewaylogs') return 'nothing'
  const atMs = Date.parse(text('time') || text('timegenerated') || text('timestamp'))
  const url = URL.parse(text('url'), 'http://gateway.invalid')
  const method = text('method')
  if (!Number.isFinite(atMs) || url === null || method === '') return 'unreadable'
  const [api, operation] = [text('apiid').replace(/;rev=.*$/, ''), text('operationid')]
  const record: TraceRecord = {
    atMs,
    method: method.toUpperCase(),
    path: `${url.pathname}${url.search}`,
    entity: api === '' || operation === '' ? undefined : `${api}/${operation}`,
  }
  return [record]
}

const inLowerCase = (fields: Fields) =>
  new Map(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]))

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
