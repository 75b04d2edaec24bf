import type { SyncStatus } from '../../ledger/launch/management.ts'

export type SyncBook = {
  note(instance: string, revision: number, atUs: number): void
  statusOf(latest: number): SyncStatus
  /** The newest revision that any instance said it runs; 0 for none. */
  newestSeen(): number
}

// Far more than a world has instances: names come from outside and must not fill the memory.
const instancesMax = 10_000

/**
 * Which instance asked when, and what it ran then. Kept in memory: after a restart of the plane
 * every living instance is back in it within one sync period.
 */
export function newSyncBook(): SyncBook {
  const book = new Map<string, { readonly revision: number; readonly syncedAtUs: number }>()
  return {
    note(instance, revision, syncedAtUs) {
      if (!book.has(instance) && book.size === instancesMax) return
      book.set(instance, { revision, syncedAtUs })
    },
    newestSeen: () => Math.max(0, ...book.values().map(({ revision }) => revision)),
    statusOf: (latest) => ({
      latest,
      instances: [...book].map(([instance, { revision, syncedAtUs }]) => ({
        instance,
        revision,
        syncedAtUs,
        isCurrent: revision === latest,
      })),
    }),
  }
}
