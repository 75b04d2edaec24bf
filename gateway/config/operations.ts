import type { Operation } from '../../ledger/revision.ts'
import type { Source } from './information.ts'
import type { DescribedOperation } from './openapi.ts'
import { readOperationInformation } from './operation-information.ts'
import { policyIn } from './policies.ts'

/**
 * The operations of one API: those of its specification, with `operationInformation.json` before
 * them where there is one, and the policies of `operations/<operation>/policy.xml`.
 */
export function readOperations(
  source: Source,
  apiFolder: string,
  described: readonly DescribedOperation[],
): Operation[] {
  const { artifacts, findings } = source
  const root = `${apiFolder}/operations`
  const folders = artifacts.foldersIn(root)
  const operations = identified(described, folders)
  for (const id of folders) {
    const information = readOperationInformation(source, `${root}/${id}/operationInformation.json`)
    if (information !== undefined) put(operations, id, information)
    const policy = policyIn(artifacts, `${root}/${id}`)
    const operation = operations.get(id)
    if (policy === undefined) continue
    if (operation !== undefined) operations.set(id, { ...operation, policy })
    else {
      findings.warn({
        code: 'ARTIFACTS_POLICY_WITHOUT_OPERATION',
        where: artifacts.placeOf(policy.file),
        what: `operation ${id} is not described, so its policy never runs`,
        why: 'no operationId of the specification and no operationInformation.json names it',
        fix: `name the folder after one of ${[...operations.keys()].join(', ') || '(none)'}`,
      })
    }
  }
  return [...operations.values()]
}

/** What the information file leaves out, the specification may know. */
function put(operations: Map<string, Operation>, id: string, read: DescribedOperation): void {
  const same = [...operations.values()].find(
    (one) => one.id === id || (one.method === read.method && one.urlTemplate === read.urlTemplate),
  )
  if (same !== undefined) operations.delete(same.id)
  const examples = {
    path: { ...read.examples.path, ...same?.examples.path },
    query: { ...read.examples.query, ...same?.examples.query },
    body: same?.examples.body ?? read.examples.body,
  }
  const definition = same?.definition ?? read.definition
  operations.set(id, { ...read, id, examples, definition, policy: undefined })
}

/** Gives every operation its id: the folder's where one fits, for that is the resource's name. */
function identified(
  described: readonly DescribedOperation[],
  folders: readonly string[],
): Map<string, Operation> {
  const folderByLowerCase = new Map(folders.map((name) => [name.toLowerCase(), name]))
  const operations = new Map<string, Operation>()
  for (const operation of described) {
    const wanted = operation.id ?? generatedIdOf(`${operation.method}-${operation.urlTemplate}`)
    const folder =
      folderByLowerCase.get(wanted.toLowerCase()) ??
      folderByLowerCase.get(generatedIdOf(wanted).toLowerCase())
    const id = withoutTwin(folder ?? wanted, operations)
    operations.set(id, { ...operation, id, policy: undefined })
  }
  return operations
}

/**
 * The id that APIM makes from `GET-/foo/{bar}?buzz={quix}`: `get-foo-bar-buzz-quix`.
 * Source: APIM, import API restrictions, "Normalization rules for operationId".
 */
export function generatedIdOf(text: string): string {
  const dashed = text.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  return dashed.replace(/^-+|-+$/g, '').slice(0, 76)
}

function withoutTwin(id: string, taken: ReadonlyMap<string, unknown>): string {
  if (!taken.has(id)) return id
  for (let suffix = 1; ; suffix += 1) {
    if (!taken.has(`${id}-${suffix}`)) return `${id}-${suffix}`
  }
}
