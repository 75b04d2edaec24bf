import { Tally } from '../../../../gateway/counters/tally.ts'

/* An instance whose counters are no G-counters: what it hears is added to what it knows. */

const { merge } = Tally.prototype
Tally.prototype.merge = function addUp(holder, bucket, count) {
  const cells = this.everyHolder()[holder] ?? []
  const at = cells.findIndex((cell, index) => index % 2 === 0 && cell === bucket)
  merge.call(this, holder, bucket, count + (at < 0 ? 0 : (cells[at + 1] ?? 0)))
}

await import('../../../../gateway/main.ts')
