import type { DocumentNode, SelectionSetNode } from 'graphql'

/**
 * How many fields stand inside each other at most, the outermost counted; counting ends just above
 * `depthMax`, so that a circle of fragments does too.
 */
export function depthOf(document: DocumentNode, depthMax: number): number {
  const fragments = new Map<string, SelectionSetNode>()
  for (const definition of document.definitions) {
    if (definition.kind === 'FragmentDefinition') {
      fragments.set(definition.name.value, definition.selectionSet)
    }
  }
  // The deepest place that a fragment was entered from: entered from above, it goes no deeper.
  const entered = new Map<string, number>()
  let deepest = 0
  const enter = (selections: SelectionSetNode, depth: number): void => {
    for (const selection of selections.selections) {
      if (deepest > depthMax) return
      if (selection.kind === 'Field') {
        deepest = Math.max(deepest, depth)
        if (selection.selectionSet !== undefined) enter(selection.selectionSet, depth + 1)
      } else if (selection.kind === 'InlineFragment') enter(selection.selectionSet, depth)
      else enterFragment(selection.name.value, depth)
    }
  }
  const enterFragment = (name: string, depth: number): void => {
    const fragment = fragments.get(name)
    if (fragment === undefined || (entered.get(name) ?? 0) >= depth) return
    entered.set(name, depth)
    enter(fragment, depth)
  }
  for (const definition of document.definitions) {
    if (definition.kind === 'OperationDefinition') enter(definition.selectionSet, 1)
  }
  return deepest
}
