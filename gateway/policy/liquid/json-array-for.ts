import type { Context, Emitter, Template, TopLevelToken, Value } from 'liquidjs'
import type { LiquidModule } from './engine.ts'

const header = /^\s*([A-Za-z_][\w-]*)\s+in\s+(\S[\s\S]*)$/

type Loop = { readonly variable: string; readonly list: Value; readonly inside: Template[] }

/**
 * `{% JSONArrayFor item in list %}`: a `for` that puts a comma between its passes, and takes what
 * is no list for a list of one, as a single element of XML is. Source: APIM, the templates that
 * the import of SOAP services writes.
 */
export function jsonArrayFor({ Value: ValueClass }: LiquidModule) {
  const loops = new WeakMap<object, Loop>()
  return {
    parse(
      this: object & { readonly liquid: ConstructorParameters<typeof ValueClass>[1] },
      token: { readonly args: string },
      rest: TopLevelToken[],
    ) {
      const [, variable, list] = header.exec(token.args) ?? []
      if (variable === undefined || list === undefined) {
        throw new Error('JSONArrayFor is written {% JSONArrayFor item in list %}')
      }
      const inside: Template[] = []
      const stream = this.liquid.parser.parseStream(rest)
      stream
        .on('tag:endJSONArrayFor', () => void stream.stop())
        .on('template', (template: Template) => void inside.push(template))
        .on('end', () => {
          throw new Error('JSONArrayFor is not closed by endJSONArrayFor')
        })
      stream.start()
      loops.set(this, { variable, list: new ValueClass(list, this.liquid), inside })
    },
    *render(
      this: object & { readonly liquid: ConstructorParameters<typeof ValueClass>[1] },
      context: Context,
      emitter: Emitter,
    ): Generator<unknown, void, unknown> {
      const loop = loops.get(this)
      if (loop === undefined) return
      const found = yield loop.list.value(context)
      const items: readonly unknown[] = Array.isArray(found) ? found : [found]
      let isFirst = true
      for (const item of items) {
        if (item === null || item === undefined || item === '') continue
        if (!isFirst) emitter.write(',')
        isFirst = false
        context.push({ [loop.variable]: item })
        yield this.liquid.renderer.renderTemplates(loop.inside, context, emitter)
        context.pop()
      }
    },
  }
}
