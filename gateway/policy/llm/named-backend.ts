import type { Exchange } from '../../pipeline/exchange.ts'
import { internalServerError } from '../../pipeline/steps.ts'
import { isExpression } from '../attributes.ts'
import { type PolicyLoad, reject, type Stop } from '../define-policy.ts'

/** The id of a backend entity that a policy calls, or why the request ends. */
export type NamedBackend =
  | { readonly kind: 'backend'; readonly id: string }
  | { readonly kind: 'missing'; readonly stop: Stop }

/** Compiles the name of a backend entity; one that is not there is said at load where it can be. */
export function compileNamedBackend(
  attribute: string,
  source: string,
  load: PolicyLoad,
): (exchange: Exchange) => NamedBackend {
  const idOf = load.text(source)
  const isMissing = !isExpression(source) && !load.backends.hasEntity(load.entityId(source))
  if (isMissing && !load.assumes('backend', source)) {
    load.warn(
      `there is no backend ${source}, which ${attribute} of ${load.element.name} names`,
      `define the backend ${source}; the scenario's gateway.hosts says where its host leads`,
    )
  }
  return (exchange) => {
    const name = idOf(exchange)
    const id = load.entityId(name)
    if (load.backends.hasEntity(id)) return { kind: 'backend', id }
    const message = `Backend '${name}' was not found.`
    return {
      kind: 'missing',
      stop: reject(500, 'BackendNotFound', message, {}, internalServerError),
    }
  }
}
