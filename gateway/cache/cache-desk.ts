import { z } from 'zod'
import type { PeerDesk } from '../peers/incoming.ts'
import type { Mesh } from '../peers/mesh.ts'
import type { CacheStore } from './cache-store.ts'
import { entryHeadSchema, putTogether, takenApart } from './entry.ts'
import type { CachePeers } from './region-cache.ts'

const questionSchema = z.strictObject({ key: z.string() })
const answerSchema = z.strictObject({ head: entryHeadSchema })
/** Without a head: remove what is there. */
const noteSchema = z.strictObject({ key: z.string(), head: entryHeadSchema.optional() })

// Longer, and the backend could have answered.
const askMs = 50

const noBytes = Buffer.alloc(0)

/** What this instance holds for its peers. What is no question or note of a cache is ignored. */
export function cacheDesk(store: CacheStore): PeerDesk {
  return {
    answer(question) {
      const asked = questionSchema.safeParse(question)
      const entry = asked.success ? store.get(asked.data.key) : undefined
      if (entry === undefined) return undefined
      const { head, body } = takenApart(entry)
      return { answer: { head }, tail: body }
    },
    told(note, tail) {
      const told = noteSchema.safeParse(note)
      if (!told.success) return
      const { key, head } = told.data
      if (head === undefined) store.delete(key)
      else store.set(key, putTogether(head, tail))
    },
  }
}

/** What this instance's peers hold for it. */
export function cachePeers(mesh: Pick<Mesh, 'alivePeers' | 'ask' | 'tell'>): CachePeers {
  return {
    alivePeers: mesh.alivePeers,
    async askEntry(peer, key) {
      const reply = await mesh.ask(peer, { key }, askMs)
      const answer = answerSchema.safeParse(reply?.answer)
      if (reply === undefined || !answer.success) return undefined
      return putTogether(answer.data.head, reply.tail)
    },
    tellEntry(peer, key, entry) {
      if (entry === undefined) return mesh.tell(peer, { key }, noBytes)
      const { head, body } = takenApart(entry)
      mesh.tell(peer, { key, head }, body)
    },
  }
}
