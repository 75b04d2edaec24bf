import type { Duplex } from 'node:stream'
import { responseUnderWay } from './under-way.ts'

type Answer = { readonly status: number; readonly reason: string; readonly message: string }

const malformed: Answer = {
  status: 400,
  reason: 'Bad Request',
  message: 'The request is not well-formed HTTP.',
}

/** What the parser of Node says no to, by its code. */
const answers: Readonly<Record<string, Answer>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    reason: 'Request Header Fields Too Large',
    message: 'The head of the request is too large.',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    reason: 'Payload Too Large',
    message: 'The chunk extensions of the request are too large.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    reason: 'Request Timeout',
    message: 'The head of the request did not come in time.',
  },
}

/** Answers bytes that are no request, where that can still be understood, and ends the connection. */
export function answerClientError(error: Error, socket: Duplex): void {
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'ECONNRESET' || !socket.writable || hasBegunToAnswer(socket)) {
    socket.destroy()
    return
  }
  const { status, reason, message } = answers[code] ?? malformed
  const body = `{ "statusCode": ${status}, "message": ${JSON.stringify(message)} }`
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    // What the client still sends has no meaning any more; waiting for its end would be endless.
    () => socket.destroy(),
  )
}

/** A second head in the middle of a response would be read as part of it. */
function hasBegunToAnswer(socket: Duplex): boolean {
  return responseUnderWay(socket)?.headersSent === true
}
