import { connect } from 'node:net'
import type { Endpoint } from '../../ledger/launch/gateway.ts'

const answerWithinMs = 1_000

/**
 * Sends commands on one connection. The first line of the answer to the last one, without its type:
 * `PONG`, `12`; those before must have answers of one line. Rejects otherwise.
 */
export function askRedis({ host, port }: Endpoint, ...commands: string[]): Promise<string> {
  const command = commands.join('; ')
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: answerWithinMs })
    let said = ''
    const fail = (why: string) => {
      socket.destroy()
      reject(new Error(`redis ${command}: ${why}`))
    }
    socket.on('connect', () => socket.write(`${commands.join('\r\n')}\r\n`))
    socket.on('data', (bytes) => {
      said += bytes.toString('latin1')
      const lines = said.split('\r\n').slice(0, -1)
      const refused = lines.slice(0, commands.length).find((line) => line.startsWith('-'))
      const line = refused ?? lines[commands.length - 1]
      if (line === undefined) return
      socket.destroy()
      if (refused === undefined) resolve(line.slice(1))
      else reject(new Error(`redis ${command}: ${refused.slice(1)}`))
    })
    socket.on('timeout', () => fail('no answer'))
    socket.on('error', (error) => fail(error.message))
    socket.on('close', () => fail('closed'))
  })
}
