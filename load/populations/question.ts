import { request } from 'node:http'
import type { LaunchedResolver } from '../../ledger/launch/load.ts'
import { type DnsAnswer, dnsAnswerSchema } from '../../ledger/launch/router.ts'

/** Puts one question, on a connection of its own; rejects when no answer comes in time. */
export function putQuestion({
  endpoint,
  name,
  from,
  timeoutMs,
}: LaunchedResolver): Promise<DnsAnswer> {
  const { host, port } = endpoint
  const path = `/resolve?${new URLSearchParams({ name, from })}`
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs)
    const question = request({ host, port, path, agent: false, signal }, (response) => {
      const chunks: Buffer[] = []
      response.on('error', reject)
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        try {
          resolve(dnsAnswerSchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))))
        } catch (error) {
          reject(error)
        }
      })
    })
    question.on('error', reject)
    question.end()
  })
}
