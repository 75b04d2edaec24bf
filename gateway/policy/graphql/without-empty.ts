import type { DocumentNode } from 'graphql'
import { graphqlLibrary } from './library.ts'

/**
 * Takes out what has nothing to ask any more, and fragments and variables that nobody uses: a
 * service refuses them. Undefined when an operation has nothing left.
 */
export function withoutEmpty(document: DocumentNode): DocumentNode | undefined {
  const { visit } = graphqlLibrary()
  let now = document
  for (;;) {
    const empty = new Set<string>()
    let isLess = false
    const less = (): null => {
      isLess = true
      return null
    }
    const isEmpty = (set: { readonly selections: readonly unknown[] } | undefined) =>
      set !== undefined && set.selections.length === 0
    now = visit(now, {
      Field: { leave: ({ selectionSet }) => (isEmpty(selectionSet) ? less() : undefined) },
      InlineFragment: { leave: ({ selectionSet }) => (isEmpty(selectionSet) ? less() : undefined) },
      FragmentDefinition: {
        leave({ name, selectionSet }) {
          if (!isEmpty(selectionSet)) return undefined
          empty.add(name.value)
          return less()
        },
      },
    })
    if (empty.size > 0) {
      now = visit(now, {
        FragmentSpread: ({ name }) => (empty.has(name.value) ? null : undefined),
      })
    }
    if (!isLess && empty.size === 0) break
  }
  const isGone = now.definitions.some(
    (one) => one.kind === 'OperationDefinition' && one.selectionSet.selections.length === 0,
  )
  return isGone ? undefined : withoutUnused(now)
}

function withoutUnused(document: DocumentNode): DocumentNode {
  const { separateOperations, visit } = graphqlLibrary()
  const used = { fragments: new Set<string>(), variables: new Map<string, Set<string>>() }
  for (const [operation, part] of Object.entries(separateOperations(document))) {
    const variables = new Set<string>()
    used.variables.set(operation, variables)
    visit(part, {
      FragmentSpread: ({ name }) => void used.fragments.add(name.value),
      VariableDefinition: () => false,
      Variable: ({ name }) => void variables.add(name.value),
    })
  }
  return visit(document, {
    FragmentDefinition: ({ name }) => (used.fragments.has(name.value) ? undefined : null),
    OperationDefinition: (node) => ({
      ...node,
      variableDefinitions: node.variableDefinitions?.filter(({ variable }) =>
        used.variables.get(node.name?.value ?? '')?.has(variable.name.value),
      ),
    }),
  })
}
