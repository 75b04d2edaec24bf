import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { configFolderOf } from '../../../../cli/init/find-config.ts'

const api = { 'service/apis/a/apiInformation.json': '{}' }
const template =
  '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"}'

test.each([
  ['a folder that is not there', {}, 'nowhere', /there is no such folder/],
  ['a file', { 'a.json': '{}' }, 'a.json', /this is a file/],
  ['an empty folder', {}, '.', /APIOps extractor writes/],
  ['the folder above the configuration', api, '.', /name .*service/],
  ['a folder inside the configuration', api, 'service/apis', /name .*service/],
  ['ARM templates', { 'apis.template.json': template }, '.', /apis\.template\.json.*not read here/],
] as const)('%s is told, with what would be right', (_what, files, named, message) => {
  const folder = mkdtempSync(join(tmpdir(), 'gatedrill-config-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  expect(() => configFolderOf(join(folder, named))).toThrow(message)
})
