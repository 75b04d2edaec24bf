import { createRequire } from 'node:module'
import type { Context, Emitter, Liquid, Template } from 'liquidjs'
import { spendSize, spendStep } from '../expressions/budget.ts'
import { dateFiltered, liquidFilters } from './filters.ts'
import { jsonArrayFor } from './json-array-for.ts'

export type LiquidModule = typeof import('liquidjs')

/** What of the template library is used here; it takes memory, so it is loaded with the first. */
export type LiquidEngine = {
  /** Throws the library's ParseError, which knows its place. */
  parse(source: string): Template[]
  render(template: Template[], scope: object, unixMs: () => number): string
  readonly module: LiquidModule
}

// Rendering runs to its end in one turn of the event loop.
const renderMs = 200
// Characters and items that tags and filters make, beside what is put out.
const memoryMax = 64 * 1024 * 1024
const sourceMax = 4 * 1024 * 1024

/** Tags that would read files, or that DotLiquid does not have. */
const withoutTags = ['include', 'render', 'layout', 'block', 'liquid', 'echo']

let loaded: LiquidEngine | undefined

/** The engine of this process, loaded when the first template is compiled. */
export function liquidEngine(): LiquidEngine {
  loaded ??= newEngine()
  return loaded
}

function newEngine(): LiquidEngine {
  // Synchronous, for policies are compiled in one go; `import` would load it in every instance.
  const module: LiquidModule = createRequire(import.meta.url)('liquidjs')
  const engine = new module.Liquid({
    ownPropertyOnly: true,
    strictFilters: true,
    // No template is found by name: there are no files.
    templates: {},
    parseLimit: sourceMax,
    renderLimit: renderMs,
    memoryLimit: memoryMax,
  })
  setFilters(engine)
  for (const name of withoutTags) delete engine.tags[name]
  engine.registerTag('JSONArrayFor', jsonArrayFor(module))
  return {
    module,
    parse: (source) => engine.parse(source),
    render(template, scope, unixMs) {
      const context = new module.Context(scope, engine.options, { sync: true })
      context.setRegister(clockRegister, unixMs)
      const output = boundedOutput()
      module.toValueSync(engine.renderer.renderTemplates(template, context, output))
      return output.buffer
    },
  }
}

const clockRegister = 'unixMs'

/** Only the service's own, in C# casing: `date` is no filter, `Date` is. */
function setFilters(engine: Liquid): void {
  for (const name of Object.keys(engine.filters)) delete engine.filters[name]
  for (const [name, filter] of Object.entries(liquidFilters)) {
    engine.registerFilter(name, (input: unknown, ...given: unknown[]) => filter(input, ...given))
  }
  engine.registerFilter('Date', function (this: { context: Context }, input, format) {
    return dateFiltered(
      input,
      format,
      this.context.getRegister(clockRegister, () => 0),
    )
  })
}

/** Puts texts together within the budget of an evaluation. */
function boundedOutput(): Emitter {
  return {
    buffer: '',
    write(piece: unknown) {
      const text = printed(piece)
      spendStep()
      spendSize(text.length)
      this.buffer += text
    },
  }
}

/** Nil is nothing, a list its items without anything between them, a bool in lower case. */
function printed(value: unknown): string {
  if (value === null || value === undefined) return ''
  return Array.isArray(value) ? value.map(printed).join('') : String(value)
}
