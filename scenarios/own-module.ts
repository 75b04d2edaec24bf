import { registerHooks } from 'node:module'

const entry = new URL(`./define${import.meta.url.endsWith('.js') ? '.js' : '.ts'}`, import.meta.url)
let isRegistered = false
const scenarios = new Set<string>()

/**
 * From now on `import { defineScenario } from 'gatedrill'` finds this very program from any folder:
 * whoever runs it by npx, or from a clone, has no such package beside the scenario.
 *
 * The scenario at `url` is a module, whatever the nearest package.json leaves open: a folder that
 * `npm install` made says nothing, and Node would warn of it.
 */
export function resolveOwnModule(url: string): void {
  scenarios.add(url)
  if (isRegistered) return
  isRegistered = true
  registerHooks({
    resolve: (specifier, context, next) => {
      if (specifier === 'gatedrill') return { url: entry.href, shortCircuit: true }
      const resolved = next(specifier, context)
      return isScenario(specifier, resolved)
        ? { ...resolved, format: 'module-typescript' }
        : resolved
    },
  })
}

function isScenario(
  specifier: string,
  { url, format }: { readonly url: string; readonly format?: string | null | undefined },
): boolean {
  const isOpen = format === undefined || format === null
  return isOpen && scenarios.has(specifier) && url.endsWith('.ts')
}
