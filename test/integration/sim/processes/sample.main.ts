import { z } from 'zod'
import { parentOf } from '../../../../ledger/child.ts'

/* A process for tests: it does what its launch message says. */

const schema = z.strictObject({
  mood: z.enum(['ready', 'mute', 'failed', 'gone', 'stubborn', 'chatty']),
})
const { launch, notify, onCommand } = await parentOf(schema)
if (launch.mood === 'gone') process.exit(7)
if (launch.mood === 'failed') notify({ say: 'failed', problem: 'port 80 is in use' })
if (launch.mood === 'stubborn') process.on('SIGTERM', () => undefined)
if (launch.mood === 'chatty') process.stdout.write('no notice\n{"say":"nonsense"}\n')
onCommand(({ do: name, with: message }) => {
  if (name === 'fail') throw new Error('it cannot')
  if (name === 'die') process.exit(3)
  if (name === 'finish') notify({ say: 'done', result: { count: 3 } })
  console.error(`heard ${name}`)
  return message
})
if (['ready', 'stubborn', 'chatty'].includes(launch.mood)) {
  notify({ say: 'event', event: { atUs: 5, kind: 'instance-in', instance: 'x' } })
  notify({ say: 'ready', ports: { http: 1234 } })
}
