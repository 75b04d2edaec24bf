import { isExpectedOf } from './frames.ts'
import type { K6Sink } from './samples.ts'

type Row = Readonly<Record<string, string>>

/** Rows of one request, in k6's order; the first opens it, the last closes it. */
const partOf: Readonly<Record<string, string>> = {
  http_req_blocked: 'blockedUs',
  http_req_connecting: 'connectingUs',
  http_req_tls_handshaking: 'tlsUs',
  http_req_sending: 'sendingUs',
  http_req_waiting: 'waitingUs',
  http_req_receiving: 'receivingUs',
}
const first = 'http_reqs'
const last = 'http_req_receiving'

/**
 * Reads `--out csv` with `timeFormat=unix_nano`, in pieces of any size: several rows for a request,
 * which stand together. Source: k6, csv output.
 */
export class CsvReader {
  readonly #sink: K6Sink
  #rest = ''
  #names: readonly string[] | undefined
  #open: { readonly row: Row; readonly parts: Record<string, number> } | undefined

  constructor(sink: K6Sink) {
    this.#sink = sink
  }

  read(piece: string): void {
    const text = this.#rest + piece
    let from = 0
    let isQuoted = false
    for (let at = 0; at < text.length; at += 1) {
      const character = text.charCodeAt(at)
      if (character === 34) isQuoted = !isQuoted
      else if (character === 10 && !isQuoted) {
        this.#line(text.slice(from, at))
        from = at + 1
      }
    }
    this.#rest = text.slice(from)
  }

  #line(line: string): void {
    const cells = cellsOf(line)
    if (this.#names === undefined) {
      this.#names = cells
      return
    }
    const row: Record<string, string> = {}
    for (let index = 0; index < this.#names.length; index += 1) {
      row[this.#names[index] ?? ''] = cells[index] ?? ''
    }
    this.#row(row)
  }

  #row(row: Row): void {
    const metric = row.metric_name ?? ''
    if (metric === 'dropped_iterations') {
      const { timestamp, metric_value: count, scenario = '' } = row
      this.#sink.onDropped({ atUs: instantUs(timestamp), count: Number(count), scenario })
    }
    if (metric === first) this.#open = { row, parts: {} }
    const part = partOf[metric]
    if (part === undefined || this.#open === undefined) return
    this.#open.parts[part] = Number(row.metric_value) * 1_000
    if (metric === last) this.#close()
  }

  #close(): void {
    if (this.#open === undefined) return
    const { row, parts } = this.#open
    this.#open = undefined
    this.#sink.onRequest({
      endedAtUs: instantUs(row.timestamp),
      blockedUs: parts.blockedUs ?? 0,
      connectingUs: parts.connectingUs ?? 0,
      tlsUs: parts.tlsUs ?? 0,
      sendingUs: parts.sendingUs ?? 0,
      waitingUs: parts.waitingUs ?? 0,
      receivingUs: parts.receivingUs ?? 0,
      isReused: (parts.connectingUs ?? 0) === 0 && Number(row.status) > 0,
      mark: pairIn(row.metadata),
      batchPlace: pairIn(row.extra_tags),
      status: Number(row.status),
      errorCode: Number(row.error_code),
      isExpected: isExpectedOf(row.expected_response ?? ''),
      method: row.method ?? '',
      name: row.name ?? '',
      scenario: row.scenario ?? '',
    })
  }
}

/** Nanoseconds since 1970; as a number they would be rounded. */
function instantUs(timestamp = '0'): number {
  return Number(timestamp.slice(0, -3))
}

/** The value of `gatedrill` in `a=1&gatedrill=2`. */
function pairIn(pairs = ''): string {
  return /(?:^|&)gatedrill=([^&]*)/.exec(pairs)?.[1] ?? ''
}

function cellsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(',')
  const cells: string[] = []
  const cell = /(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g
  for (let match = cell.exec(line); match !== null; match = cell.exec(line)) {
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (cell.lastIndex >= line.length && !line.endsWith(',')) break
    if (match[0] === '') break
  }
  return cells
}
