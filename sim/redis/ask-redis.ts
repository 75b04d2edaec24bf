import { connect } from 'node:net'
import type { Endpoint } from '../../ledger/launch/gateway.ts'

const answerWithinMs = 1_000

/** The first line of the answer to one command, without its type: `PONG`, `12`. Rejects otherwise. */
export function askRedis({ host, port }: Endpoint, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: answerWithinMs })
    let said = ''
    const fail = (why: string) => {
      socket.destroy()
      reject(new Error(`redis ${command}: ${why}`))
    }
    socket.on('connect', () => socket.write(`${command}\r\n`))
    socket.on('data', (bytes) => {
      said += bytes.toString('latin1')
      const end = said.indexOf('\r\n')
      if (end < 0) return
      socket.destroy()
      const line = said.slice(0, end)
      if (line.startsWith('-')) reject(new Error(`redis ${command}: ${line.slice(1)}`))
      else resolve(line.slice(1))
    })
    socket.on('timeout', () => fail('no answer'))
    socket.on('error', (error) => fail(error.message))
    socket.on('close', () => fail('closed'))
  })
}
