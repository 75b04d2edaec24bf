import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runDrill } from '../../../sim/run.ts'
import { runFolder } from './run-folder.ts'
import { eventsOf, smallDrill, smallScenario } from './small-drill.ts'

const never = new AbortController().signal
const marker = (value: string) => ({ properties: { displayName: 'marker', value } })

test('edits of a scenario are made at their times, and what is refused or out of reach is told', async () => {
  using root = runFolder()
  const folder = join(root.path, 'run')
  const broken = { properties: { format: 'rawxml', value: '<policies><inbound>' } }
  const scenario = {
    ...smallScenario,
    load: { ...smallScenario.load, durationS: 8 },
    edits: [
      { atS: 0.2, put: 'namedValues/marker', body: marker('one') },
      { atS: 1, put: 'policies/policy', body: broken },
      { atS: 6, put: 'namedValues/marker', body: marker('two') },
    ],
    faults: [{ kind: 'management-down', atS: 4, durationS: 3 }],
  }
  const manifest = await runDrill({ ...smallDrill, scenario, folder, signal: never })
  expect(manifest.ended).toBe('complete')
  const told = eventsOf(folder).filter(({ kind }) => kind.startsWith('edit-'))
  expect(told).toMatchObject([
    { kind: 'edit-made', detail: { method: 'PUT', status: 201, revision: 2 } },
    { kind: 'edit-refused', detail: { path: 'policies/policy', status: 400 } },
    { kind: 'edit-refused', detail: { path: 'namedValues/marker', status: 0 } },
  ])
  expect(eventsOf(folder)).toContainEqual(
    expect.objectContaining({ kind: 'revision-published', source: 'management' }),
  )
}, 90_000)
