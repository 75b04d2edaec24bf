import { readFileSync } from 'node:fs'
import { k6s } from './offer-k6.ts'

/** The newest k6. */
export const [[, newest]] = k6s

/** All processes below one, however deep. */
export function below(pid: number): number[] {
  const told = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  const own = told === '' ? [] : told.split(' ').map(Number)
  return own.flatMap((child) => [child, ...below(child)])
}

export const isK6 = (pid: number, path: string = newest) =>
  readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith(path)

export async function until(isSo: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 20_000
  while (!isSo()) {
    if (performance.now() > deadlineMs) throw new Error('it did not become so within 20 s')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
