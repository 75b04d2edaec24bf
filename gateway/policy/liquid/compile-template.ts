import type { Template } from 'liquidjs'
import type { Exchange } from '../../pipeline/exchange.ts'
import type { PolicyLoad } from '../define-policy.ts'
import { renewBudget } from '../expressions/budget.ts'
import { ExpressionError } from '../expressions/error.ts'
import { messageOf } from '../message/section-message.ts'
import type { XmlElement } from '../xml/element.ts'
import { offsetWithin } from '../xml/place.ts'
import { type LiquidEngine, liquidEngine } from './engine.ts'
import { liquidFilters } from './filters.ts'
import { templateScope } from './template-scope.ts'
import type { XmlBodyOptions } from './xml-body.ts'

export type TemplateOptions = XmlBodyOptions & {
  /** False where the service gives templates nothing to bind to: inside `return-response`. */
  readonly hasBody: boolean
}

/**
 * Compiles the Liquid template of a `<set-body>`, bound to the message of its section. Syntax
 * errors are the configuration's, with their place; what fails in a request throws an
 * ExpressionError. Source: APIM, set-body policy.
 */
export function compileTemplate(
  element: XmlElement,
  options: TemplateOptions,
  load: PolicyLoad,
): (exchange: Exchange) => string {
  const isXml = element.children.length > 0
  const source = isXml ? withoutEntities(element.innerXml) : element.text
  const engine = liquidEngine()
  const template = parsed(engine, source, element, isXml, load)
  if (template === undefined) return () => ''
  const readsBody = options.hasBody && /\{[{%][^}]*\bbody\b/.test(source)
  const isOfRequest = load.section === 'inbound' || load.section === 'backend'
  if (readsBody && isOfRequest) load.needsRequestBody()
  if (readsBody && !isOfRequest) load.needsResponseBody()
  const bound = messageOf(load.section)
  return (exchange) => {
    renewBudget()
    const scope = templateScope(exchange, readsBody ? bound(exchange) : undefined, options)
    try {
      return engine.render(template, scope, exchange.unixMs)
    } catch (error) {
      throw renderError(error, engine)
    }
  }
}

/** In XML a template's own quotes and comparisons may be written as entities. */
function withoutEntities(xml: string): string {
  return xml.replace(/\{(?:\{[^}]*\}|%[^%]*%)\}/g, (markup) =>
    markup.includes('&')
      ? markup.replace(/&(quot|apos|lt|gt|amp);/g, (entity, name) => characters[name] ?? entity)
      : markup,
  )
}

const characters: Readonly<Record<string, string>> = {
  quot: '"',
  apos: "'",
  lt: '<',
  gt: '>',
  amp: '&',
}

function parsed(
  engine: LiquidEngine,
  source: string,
  element: XmlElement,
  isXml: boolean,
  load: PolicyLoad,
): Template[] | undefined {
  try {
    return engine.parse(source)
  } catch (error) {
    if (!(error instanceof engine.module.LiquidError)) throw error
    const at = { ...element, offset: offsetOf(error.token.begin, source, element, isXml) }
    const said = error.originalError?.message ?? error.message
    const filter = /^undefined filter: (.*)$/.exec(said)?.[1]
    if (filter === undefined) {
      load.refuse(`the Liquid template is wrong: ${plain(said)}`, 'mend the template', at)
    } else {
      load.warn(`there is no Liquid filter ${filter}`, filterFix(filter), at)
    }
    return undefined
  }
}

/** Without the place within the template, which the problem's own place says better. */
function plain(message: string): string {
  return message.replace(/, (?:file:.*, )?line:\d+, col:\d+$/, '')
}

function filterFix(name: string): string {
  const wanted = name.replaceAll('_', '').toLowerCase()
  const names = [...Object.keys(liquidFilters), 'Date']
  const found = names.find((known) => known.toLowerCase() === wanted)
  return found === undefined
    ? 'use one of those that the page of set-body lists'
    : `write ${found}: filters have the names of C#`
}

/** Of the template's first wrong character in the document; roughly, where named values grew it. */
function offsetOf(index: number, source: string, element: XmlElement, isXml: boolean): number {
  const { document, offset, textOffset } = element
  if (isXml) return document.xml.indexOf('>', offset) + 1 + index
  const skipped = source.length - source.trimStart().length
  return offsetWithin(document, textOffset, Math.max(0, index - skipped))
}

function renderError(error: unknown, { module }: LiquidEngine): unknown {
  if (error instanceof ExpressionError) return error
  if (!(error instanceof module.LiquidError)) return error
  const { originalError } = error
  if (originalError instanceof ExpressionError) return originalError
  const message = plain(originalError?.message ?? error.message)
  const isTime = message.startsWith('template render limit')
  const isMemory = message.startsWith('memory alloc limit')
  const type = isTime ? 'TimeoutException' : isMemory ? 'OutOfMemoryException' : 'LiquidException'
  return new ExpressionError(type, `The Liquid template failed: ${message}.`)
}
