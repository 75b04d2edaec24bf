import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root, runCli } from '../../e2e/drill.ts'

test('init writes TypeScript that says what its YAML says, and runs in a folder without packages', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatedrill-init-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const words = ['init', '--config', join(root, 'scenarios/configs/orders'), '--yes']
  for (const more of [[], ['--typescript']]) {
    expect(await runCli([...words, ...more], folder)).toMatchObject({ code: 0, stderr: '' })
  }
  const [yaml, typescript] = await Promise.all(
    ['yaml', 'ts'].map((extension) =>
      runCli(['run', `orders-outage.${extension}`, '--dry-run', '--json'], folder),
    ),
  )
  expect(typescript).toMatchObject({ code: 0, stderr: '' })
  const without = (text = '') => ({ ...JSON.parse(text), command: '' })
  expect(without(typescript?.stdout)).toEqual(without(yaml?.stdout))
})
