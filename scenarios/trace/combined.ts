import { defineTraceFormat } from './define-format.ts'

// The user may hold spaces, and nothing before the time holds a [.
const line = /^[^[]*\[(\d{2})\/(\w{3})\/(\d{4}):([\d:]{8}) ([+-]\d{2})(\d{2})\] "([A-Za-z]+) (\S+)/
const months = 'JanFebMarAprMayJunJulAugSepOctNovDec'

/**
 * Access logs of Apache, nginx and their kin: NCSA common and combined. Source: Apache HTTP Server,
 * mod_log_config, `%h %l %u %t "%r" %>s %b`.
 */
export const combined = defineTraceFormat({
  name: 'combined',
  example:
    '127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /orders/7 HTTP/1.1" 200 2326 "-" "curl"\n',
  resolutionMs: 1_000,
  reader: () => (text) => {
    if (text.trim() === '') return 'nothing'
    const found = line.exec(text)
    if (found === null) return 'unreadable'
    const [, day, month = '', year, time, zoneH, zoneM, method = '', target = ''] = found
    const monthOfYear = String(months.indexOf(month) / 3 + 1).padStart(2, '0')
    const atMs = Date.parse(`${year}-${monthOfYear}-${day}T${time}${zoneH}:${zoneM}`)
    // A proxy logs the whole address.
    const path = target.replace(/^https?:\/\/[^/]+/i, '') || '/'
    if (!Number.isFinite(atMs) || !path.startsWith('/')) return 'unreadable'
    return [{ atMs, method: method.toUpperCase(), path }]
  },
})
