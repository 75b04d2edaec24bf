import { ArmError, notFound } from './arm-error.ts'
import { type ResourceKind, resourceKinds } from './resource-kinds.ts'

/** A resource, or with no name a collection of them, by where it is kept. */
export type Located = {
  readonly kind: ResourceKind
  readonly name: string | undefined
  /** Of the resource, or of the parent of a collection; without a trailing `/`. */
  readonly folder: string
  /** Its information file, or where a collection's would be: in `<folder>/<name>/`. */
  readonly parent: Located | undefined
  /** Below `/service/{name}/`, as ARM writes it. */
  readonly path: string
}

/** Of a resource: its information file. */
export function fileOf({ folder, kind }: Located): string {
  return join(folder, kind.file)
}

/** Where keys and values lie that no artifact folder holds. */
export function secretFileOf({ folder }: Located): string {
  return `${secretsFolder}${folder}.json`
}

/** As revisions name it: below the name of its workspace, `sales/orders`. */
export function contentIdOf({ path, name = '' }: Located): string {
  const workspace = /^workspaces\/([^/]+)\//.exec(path)?.[1]
  return workspace === undefined ? name : `${workspace}/${name}`
}

export const secretsFolder = '.secrets/'

export function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

/** Becomes the name of a folder when it is exported; revisions of APIs hold `;rev=2`. */
const nameSchema = /^[A-Za-z0-9_][A-Za-z0-9 ._;=-]{0,255}$/

/**
 * What the segments behind `/service/{name}` name. Throws an ArmError for a path that leads to no
 * kind of resource, and for a name that none can have.
 */
export function locate(segments: readonly string[]): Located {
  let kinds = resourceKinds
  let located: Located | undefined
  const turned = membershipTurned(segments)
  for (let index = 0; index < turned.length; index += 2) {
    const [collection = '', name] = turned.slice(index)
    const kind = kinds.find((one) => one.collection.toLowerCase() === collection.toLowerCase())
    if (kind === undefined) {
      throw new ArmError(404, 'InvalidResourceType', `there is no resource type ${collection} here`)
    }
    if (name !== undefined && !isName(name, kind)) {
      throw new ArmError(400, 'ValidationError', `${kind.title} cannot be called ${name}`)
    }
    const above: string = located?.folder ?? ''
    const folder =
      name === undefined || kind.folder === '' ? above : join(above, `${kind.folder}/${name}`)
    const own = name === undefined ? kind.collection : `${kind.collection}/${name}`
    const path: string = located === undefined ? own : `${located.path}/${own}`
    located = { kind, name, folder, parent: located, path }
    kinds = kind.children
  }
  if (located === undefined) throw notFound('Resource')
  return located
}

/** ARM puts users into groups; the folder puts groups to users. */
function membershipTurned(segments: readonly string[]): readonly string[] {
  const [groups, group, users, user, ...rest] = segments
  const isMembership = groups?.toLowerCase() === 'groups' && users?.toLowerCase() === 'users'
  if (!isMembership || group === undefined || user === undefined || rest.length > 0) return segments
  return ['users', user, 'groups', group]
}

function isName(name: string, { onlyName }: ResourceKind): boolean {
  return onlyName === undefined ? nameSchema.test(name) : name === onlyName
}
