import { type JsonSchema, scenarioJsonSchema } from '../../../scenarios/json-schema.ts'
import { timingOf } from '../../../sim/timing.ts'
import { madeBy } from './made-by.ts'

/** Every field of a scenario, from the schema that checks it. */
export const scenarioDocs = [{ path: 'docs/scenario.md', make: scenarioDoc }]

function scenarioDoc(): string {
  const schema = scenarioJsonSchema()
  const fields = Object.entries(schema.properties ?? {})
  const links = fields.map(([name]) => `[\`${name}\`](#${name.toLowerCase()})`)
  return [
    '# A scenario, field by field',
    madeBy,
    'A scenario is one file: TypeScript (`defineScenario`), or the same shape in YAML or JSON. Any field ' +
      'may be changed for one run: `--set "faults[0].durationS=20"`. What is not known is an error with ' +
      'its place and what would be right. `gatedrill validate <file>` checks a scenario without running it.',
    '`[]` stands for any element of a list, `<name>` for a name of your choice. A field without a default ' +
      'that is not called optional has to be there.',
    `Fields: ${links.join(', ')}.`,
    ...fields.map(([name, field]) => partOf(name, field, schema)),
  ].join('\n\n')
}

function partOf(name: string, field: Field, root: JsonSchema): string {
  const isRequired = root.required?.includes(name) === true
  const about = sentenceOf(resolved(field, root).description ?? '')
  const rows = rowsOf(name, field, isRequired, root, 0).filter(
    ({ type, about: said }) => type !== 'fields' || said !== '',
  )
  const table = ['| field | what it may be | default | |', '|---|---|---|---|', ...rows.map(lineOf)]
  const extra = name === 'timing' ? [timingTable()] : []
  return [`## ${name}`, ...(about === '' ? [] : [about]), table.join('\n'), ...extra].join('\n\n')
}

type Field = JsonSchema | boolean
type Row = {
  readonly path: string
  readonly type: string
  readonly defaultText: string
  readonly about: string
}

/** Deeper than this a schema only repeats itself. */
const depthMax = 7

function rowsOf(
  path: string,
  field: Field,
  isRequired: boolean,
  root: JsonSchema,
  depth: number,
): Row[] {
  const schema = resolved(field, root)
  const own = {
    path,
    type: typeText(schema, root),
    defaultText: defaultText(schema, isRequired),
    about: schema.description ?? '',
  }
  // A step of a schedule may be a schedule again.
  if (depth > depthMax || (path.endsWith('steps[]') && path.startsWith('faults'))) return [own]
  return [own, ...variantsOf(schema, root).flatMap((one) => childrenOf(path, one, root, depth + 1))]
}

function childrenOf(path: string, schema: JsonSchema, root: JsonSchema, depth: number): Row[] {
  const { properties = {}, required = [], additionalProperties, items } = schema
  const inner = Object.entries(properties).flatMap(([name, child]) =>
    rowsOf(`${path}.${name}`, child, required.includes(name), root, depth),
  )
  const named = isObject(additionalProperties) && isTelling(resolved(additionalProperties, root))
  const element = isObject(items) && isTelling(resolved(items, root))
  return [
    ...inner,
    ...(named ? rowsOf(`${path}.<name>`, additionalProperties, true, root, depth) : []),
    ...(element ? rowsOf(`${path}[]`, items, true, root, depth) : []),
  ]
}

/** Whether there is more to say of an element than its type, which its parent has said. */
function isTelling(schema: JsonSchema): boolean {
  return (
    schema.properties !== undefined ||
    schema.items !== undefined ||
    schema.anyOf !== undefined ||
    isObject(schema.additionalProperties)
  )
}

/** A field that may be one of several shapes has the fields of them all. */
function variantsOf(schema: JsonSchema, root: JsonSchema): readonly JsonSchema[] {
  const variants = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]
  return [schema, ...variants.map((one) => resolved(one, root))]
}

function resolved(field: Field, root: JsonSchema): JsonSchema {
  if (typeof field === 'boolean') return {}
  const name = field.$ref?.replace('#/$defs/', '')
  const target = name === undefined ? undefined : root.$defs?.[name]
  return isObject(target) ? { ...target, ...field } : field
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function typeText(schema: JsonSchema, root: JsonSchema): string {
  const { type, enum: values, items, anyOf, oneOf, properties, additionalProperties } = schema
  if (schema.const !== undefined) return `\`${String(schema.const)}\``
  if (values !== undefined) return values.map((value) => `\`${String(value)}\``).join(', ')
  const several = anyOf ?? oneOf
  if (several !== undefined) {
    return [...new Set(several.map((one) => typeText(resolved(one, root), root)))].join(' or ')
  }
  if (type === 'array') {
    return items === undefined ? 'list' : `list of ${typeText(resolved(listed(items), root), root)}`
  }
  if (type === 'object' || properties !== undefined) {
    return properties === undefined && isObject(additionalProperties) ? 'by name' : 'fields'
  }
  if (type === 'number' || type === 'integer') return `${type}${rangeText(schema)}`
  return typeof type === 'string' ? type : 'anything'
}

function listed(items: unknown): Field {
  return isObject(items) ? items : true
}

/** The bounds that somebody set; not those of the numbers of a computer. */
function rangeText(schema: JsonSchema): string {
  const { minimum, maximum, exclusiveMinimum } = schema
  const isBound = (bound: unknown): bound is number =>
    typeof bound === 'number' && Math.abs(bound) < Number.MAX_SAFE_INTEGER
  const low = isBound(minimum)
    ? `${minimum}`
    : isBound(exclusiveMinimum)
      ? `above ${exclusiveMinimum}`
      : undefined
  const high = isBound(maximum) ? `${maximum}` : undefined
  if (low === undefined && high === undefined) return ''
  if (high === undefined) return low?.startsWith('above') ? `, ${low}` : `, from ${low}`
  return low === undefined ? `, to ${high}` : `, ${low} to ${high}`
}

function defaultText(schema: JsonSchema, isRequired: boolean): string {
  if (schema.default !== undefined) {
    const text = JSON.stringify(schema.default)
    return text.length > 40 ? '' : `\`${text}\``
  }
  return isRequired ? 'required' : 'optional'
}

function lineOf({ path, type, defaultText: given, about }: Row): string {
  return `| \`${path}\` | ${type} | ${given} | ${about.replaceAll('|', '\\|')} |`
}

function sentenceOf(text: string): string {
  return text === '' ? '' : `${text[0]?.toUpperCase()}${text.slice(1)}.`
}

/** What each profile sets, side by side. */
function timingTable(): string {
  const [azure, drill] = [timingOf({ profile: 'azure' }), timingOf({ profile: 'drill' })]
  const quick = new Map<string, unknown>(Object.entries(drill))
  const rows = Object.entries(azure)
    .filter(([name]) => name !== 'profile')
    .map(([name, value]) => `| \`${name}\` | ${value} | ${String(quick.get(name))} |`)
  return [
    'What the profiles set; [model.md](model.md) says what is documented and what is assumed:',
    ['| | azure | drill |', '|---|---:|---:|', ...rows].join('\n'),
  ].join('\n\n')
}
