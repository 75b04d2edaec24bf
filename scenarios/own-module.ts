import { registerHooks } from 'node:module'

const entry = new URL(`./define${import.meta.url.endsWith('.js') ? '.js' : '.ts'}`, import.meta.url)
let isRegistered = false

/**
 * From now on `import { defineScenario } from 'gatedrill'` finds this very program from any folder:
 * whoever runs it by npx, or from a clone, has no such package beside the scenario.
 */
export function resolveOwnModule(): void {
  if (isRegistered) return
  isRegistered = true
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'gatedrill'
        ? { url: entry.href, shortCircuit: true }
        : next(specifier, context),
  })
}
