import { expect, test } from 'vitest'
import type { Channel } from '../../../../gateway/peers/channel.ts'
import { Questions } from '../../../../gateway/peers/questions.ts'
import { fakeClock } from '../../sim/fake-clock.ts'

function questionsOf() {
  const asked: unknown[] = []
  const channel: Pick<Channel, 'send'> = {
    send: (message) => {
      asked.push(message)
      return true
    },
  }
  const clock = fakeClock()
  const questions = new Questions(clock)
  return { asked, clock, questions, ask: () => questions.ask(channel, 'what', 50) }
}

const reply = { id: 1, answer: 'this' }
const noBytes = Buffer.alloc(0)

test('an answer goes to its question', async () => {
  const { questions, ask } = questionsOf()
  const answer = ask()
  questions.answered(reply, noBytes)
  expect(await answer).toMatchObject({ answer: 'this' })
})

test('a peer that is silent is asked once, and again only when it is heard', async () => {
  const { asked, clock, questions, ask } = questionsOf()
  const first = ask()
  await clock.advance(50)
  expect([await first, await ask()]).toEqual([undefined, undefined])
  expect(asked).toHaveLength(1)
  questions.heard()
  void ask()
  expect(asked).toHaveLength(2)
})

test('nobody waits for a connection that is gone', async () => {
  const { questions, ask } = questionsOf()
  const answer = ask()
  questions.giveUp()
  expect(await answer).toBeUndefined()
})
