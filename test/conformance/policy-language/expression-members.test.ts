import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compileExpression } from '../../../gateway/policy/expressions/expression.ts'

const list = resolve(import.meta.dirname, '../../../../shared/reference/expression-members.tsv')
const members = existsSync(list)
  ? readFileSync(list, 'utf8')
      .split('\n')
      .map((line) => line.split('\t')[2]?.trim() ?? '')
      .filter((member) => member !== '')
  : []

/** An expression that uses a member of the list, whatever its arguments would be. */
function probeOf(member: string): string {
  if (member === '[idx]') return '@(context.Variables["x"])'
  if (member.startsWith('(')) return `@(${member}context.Variables["x"])`
  if (/^new \w+<.*>$|^new \w+$/.test(member)) return creation(member)
  const typed = /^(.*\.As)\(\)(<.*>)$/.exec(member)
  if (typed !== null) return `@(${typed[1]}${typed[2]}())`
  const called = member.replace(/\[\]$/, '["x"]')
  return called.startsWith('.') ? `@((context.Variables["x"])${called})` : `@(${called})`
}

/** With the number of arguments that a constructor of the type takes. */
function creation(member: string): string {
  const counts = ['', '1', '1, 2', '1, 2, 3']
  const tries = counts.map((given) => `@(${member}(${given}))`)
  return tries.find((source) => problemOf(source) === undefined) ?? tries[0] ?? ''
}

function problemOf(source: string): string | undefined {
  const place = { document: { file: 'p.xml', xml: source }, offset: 0 }
  return compileExpression(source, place).problems[0]?.what
}

/** Names that authors made up: neither .NET nor the service has them. Source: APIM, context. */
const invented: readonly string[] = [
  '.GetClaimValue()',
  '.MatchedParameters()',
  'Jwt.FromHeader()',
  'context.LastError.StatusCode',
  'context.Response.Duration.TotalMilliseconds',
]

describe.skipIf(members.length === 0)(
  'members that real policies use (skipped: ../shared/reference is absent)',
  () => {
    test('all are supported, but those that do not exist', () => {
      const missing = members.filter((member) => problemOf(probeOf(member)) !== undefined)
      console.info(`${members.length - missing.length} of ${members.length} members supported`)
      expect(missing.toSorted()).toEqual(invented.toSorted())
    })
  },
)
