import { z } from 'zod'
import { parentOf } from '../../ledger/child.ts'
import { startRawBackend } from '../gateway/raw-backend.ts'

/* The cheap backend in a process of its own; `answered` says how many requests it has answered. */

const { notify, onCommand } = await parentOf(z.strictObject({}))
const backend = await startRawBackend()
onCommand(() => backend.answered)
notify({ say: 'ready', ports: { http: backend.port } })
