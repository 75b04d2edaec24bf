import type { Finding } from '../advise.ts'
import { rules } from '../advise.ts'
import type { Rule, Severity } from '../define-rule.ts'
import { type Place, textOfPlace } from '../place.ts'

const schema = 'https://json.schemastore.org/sarif-2.1.0.json'

/** As SARIF has it: errors are what a code scan stops for. */
const levels = { high: 'error', medium: 'warning', low: 'note' } as const satisfies Readonly<
  Record<Severity, string>
>

/** What code scanning sorts by: 7 and more is high, 4 and more medium. */
const securitySeverities: Readonly<Record<Severity, string>> = {
  high: '8.0',
  medium: '5.0',
  low: '2.0',
}

/** Findings as a log of SARIF 2.1.0 with one run. Source: OASIS, SARIF 2.1.0. */
export function sarifOf(findings: readonly Finding[]) {
  return {
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'gatedrill', rules: rules.map(descriptorOf) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map(resultOf),
      },
    ],
  }
}

function descriptorOf(rule: Rule) {
  const { id, finds, why, fix, source, severity } = rule
  return {
    id,
    shortDescription: { text: sentence(finds) },
    fullDescription: { text: sentence(why) },
    help: {
      text: `${sentence(why)} ${sentence(fix)} Source: ${source.title}, ${source.url}`,
      markdown: `${sentence(why)}\n\n${sentence(fix)}\n\nSource: [${source.title}](${source.url})`,
    },
    helpUri: source.url,
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: ['gatedrill'], 'security-severity': securitySeverities[severity] },
  }
}

function resultOf({ rule, at, what, fix, fingerprint }: Finding) {
  return {
    ruleId: rule.id,
    ruleIndex: rules.indexOf(rule),
    level: levels[rule.severity],
    message: { text: `${sentence(what)} ${sentence(fix)}` },
    locations: locationsOf(at),
    partialFingerprints: { 'gatedrillFinding/v1': fingerprint },
  }
}

function locationsOf(at: Place) {
  const { file, line, column, field } = at
  const named = field === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: field }] }
  if (file === undefined) return field === undefined ? [] : [named]
  // Without the text of the line: it may be a secret.
  const region = {
    startLine: line ?? 1,
    ...(column === undefined ? {} : { startColumn: column }),
  }
  return [
    {
      physicalLocation: { artifactLocation: { uri: uriOf(file) }, region },
      ...named,
      message: { text: textOfPlace(at) },
    },
  ]
}

/** Relative paths stay so: they are those of the repository that is scanned. */
function uriOf(file: string): string {
  const encoded = file.split('/').map(encodeURIComponent).join('/')
  return file.startsWith('/') ? `file://${encoded}` : encoded
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`
}
