import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { runCli } from '../../e2e/drill.ts'

const faults = (args: readonly string[]) => runCli(['faults', ...args], tmpdir())

test('every fault is listed with its sentence', async () => {
  const { code, stdout } = await faults([])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^zone-down +A zone loses power/m)
  expect(stdout).toMatch(/^link-silence +Nothing passes/m)
})

test('one fault is told with its parameters and an example', async () => {
  const { code, stdout } = await faults(['zone-down'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/zone \(string or integer, required\)/)
  expect(stdout).toMatch(/faults: \[\{"kind":"zone-down","zone":"westeurope-1"/)
})

test('as JSON they are a list, and one of them is one', async () => {
  const shape = z.object({ kind: z.string(), params: z.array(z.looseObject({})) })
  const all = z.array(shape).parse(JSON.parse((await faults(['--json'])).stdout))
  const one = shape.parse(JSON.parse((await faults(['unit-hang', '--json'])).stdout))
  expect(all.find(({ kind }) => kind === 'unit-hang')).toEqual(one)
})

test('a fault that there is not is bad input, with the nearest that there is', async () => {
  const { code, stderr } = await faults(['zone-dwn'])
  expect(code).toBe(2)
  expect(stderr).toMatch(/FAULT_UNKNOWN[\s\S]*write zone-down/)
})
