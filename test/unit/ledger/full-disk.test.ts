import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LedgerScan } from '../../../ledger/scan.ts'

/** Appends records until long after the system takes no more, and then says that it is alive. */
const program = `
import { LedgerWriter } from '${new URL('../../../ledger/writer.ts', import.meta.url).href}'
import { backendRecord } from '${new URL('../../../ledger/records.ts', import.meta.url).href}'
using ledger = new LedgerWriter(backendRecord, process.argv[1], 'orders')
for (let id = 1; id <= 2000; id += 1) {
  ledger.append({ event: 'answered', requestId: id, attempt: 1, receivedAtUs: id, endedAtUs: id, operation: 'o' + (id % 9), status: 200 })
  if (id % 50 === 0) ledger.flush()
}
console.log('alive')
`

test.skipIf(process.platform === 'win32')(
  'a process whose ledger the disk takes no more of lives on, and what was taken is whole',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatedrill-full-'))
    const path = join(folder, 'backend-orders.ledger')
    // A limit of file sizes refuses writes as a full disk does: a part is taken, and then nothing.
    const limited = `ulimit -f 24; exec "$0" --input-type=module-typescript -e "$1" "$2"`
    const child = spawnSync('bash', ['-c', limited, process.execPath, program, path], {
      encoding: 'utf8',
    })
    expect(child).toMatchObject({ status: 0, stdout: 'alive\n' })
    expect(child.stderr).toContain('records are lost')
    using scan = new LedgerScan(path)
    let read = 0
    for (const { count } of scan.batches()) read += count
    expect(read).toBeGreaterThan(100)
    expect(read).toBeLessThan(2_000)
    expect([scan.sums.damaged, scan.sums.missing]).toEqual([0, 0])
    rmSync(folder, { recursive: true })
  },
)
