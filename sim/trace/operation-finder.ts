import type { LoadLaunch } from '../../ledger/launch/load.ts'
import type { RevisionContent } from '../../ledger/revision.ts'
import type { TraceInput } from '../../scenarios/schema/trace.ts'
import type { TraceRecord } from '../../scenarios/trace/define-format.ts'

type Operations = LoadLaunch['operations']
type Pattern = { readonly is: RegExp; readonly index: number }

/**
 * Finds the operation of the load that a logged request stands for, as its index: by its name, by
 * the trace's own patterns, by the path of an operation, by what the gateway logged, or by the URL template of the
 * configuration that both fall under. Undefined: none.
 */
export function operationFinder(
  operations: Operations,
  { operations: rules }: Pick<TraceInput, 'operations'>,
  content: RevisionContent,
): (record: TraceRecord) => number | undefined {
  const indexOf = new Map(operations.map(({ name }, index) => [name, index]))
  const own = rules.flatMap(({ match, operation }): Pattern[] => {
    const index = indexOf.get(operation)
    return index === undefined ? [] : [{ is: new RegExp(match), index }]
  })
  const paths = operations.map(({ method, path }, index) => {
    return { is: patternOf(method, pathOf(path).replace(drawn, '{drawn}')), index }
  })
  const templates = templatesOf(content)
  const entityOf = (request: string) => templates.find(({ is }) => is.test(request))?.entity
  const ofEntity = new Map<string, number>()
  for (const [index, { name, method, path }] of operations.entries()) {
    // An operation that was made from the configuration is called after its own.
    const entity = entityOf(`${method} ${pathOf(path).replace(drawn, '$1')}`) ?? name
    if (!ofEntity.has(entity)) ofEntity.set(entity, index)
  }
  return ({ method, path, operation, entity }) => {
    if (operation !== undefined) return indexOf.get(operation)
    const whole = `${method} ${path}`
    const request = `${method} ${pathOf(path)}`
    const found = own.find(({ is }) => is.test(whole)) ?? paths.find(({ is }) => is.test(request))
    if (found !== undefined) return found.index
    return ofEntity.get(entity ?? '') ?? ofEntity.get(entityOf(request) ?? '')
  }
}

/** `{id:1..500}`, with its lowest number. */
const drawn = /\{\w+:(-?\d+)\.\.-?\d+\}/g

const pathOf = (target: string) => target.split('?')[0] ?? ''

/** Those of the current APIs, with the fewest parameters first: `/orders/mine` is no `/orders/{id}`. */
function templatesOf({ apis, versionSets }: RevisionContent) {
  const all = apis
    .filter(({ isCurrent }) => isCurrent)
    .flatMap((api) => {
      const set = versionSets.find(({ id }) => id === api.versionSetId)
      const version = set?.scheme === 'Segment' ? api.version : undefined
      const base = ['', api.path, version ?? ''].filter((part, at) => at === 0 || part !== '')
      return api.operations.map(({ id, method, urlTemplate }) => {
        const path = `${base.join('/')}${pathOf(urlTemplate)}` || '/'
        const parameters = path.split(/\{|\*/).length
        return { entity: `${api.id}/${id}`, is: patternOf(method, path), parameters }
      })
    })
  return all.toSorted((a, b) => a.parameters - b.parameters)
}

/** Of `METHOD /path`: a `{parameter}` is one segment or a part of it, `*` and `{*rest}` are all. */
function patternOf(method: string, template: string): RegExp {
  const text = template
    .split(/(\{[^}]*\}|\*)/)
    .map((part) => {
      if (part === '*' || part.startsWith('{*')) return '.*'
      return part.startsWith('{') ? '[^/]+' : escaped(part)
    })
    .join('')
  return new RegExp(`^${escaped(method)} ${text.replace(/\/$/, '')}/?$`, 'i')
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
