import { describedGateway, policies, tellErrors } from './described.ts'

/* An API of orders whose bodies a specification describes, with a policy that checks them. */

export const json = 'application/json'
export const content = (name: string) => ({
  content: { [json]: { schema: { $ref: `#/components/schemas/${name}` } } },
})
const order = {
  type: 'object',
  required: ['id', 'lines'],
  properties: {
    id: { type: 'integer', minimum: 1 },
    note: { type: 'string', maxLength: 5, nullable: true },
    lines: { type: 'array', minItems: 1, items: { $ref: '#/components/schemas/Line' } },
    parent: { $ref: '#/components/schemas/Order' },
    extra: { type: 'object', additionalProperties: true },
  },
}
export const specification = {
  paths: {
    '/order': {
      post: {
        requestBody: content('Order'),
        responses: { 200: content('Order'), default: { content: { 'text/plain': {} } } },
      },
    },
    '/shape': { post: { requestBody: content('Shape') } },
    '/lost': { post: { requestBody: content('Lost') } },
    '/slow': { post: { requestBody: content('Slow') } },
    '/inline': { post: { requestBody: { content: { [json]: { schema: { type: 'array' } } } } } },
    '/xml': { post: { requestBody: { content: { 'application/xml': {}, 'text/xml': {} } } } },
    '/any': { post: { requestBody: { content: { 'application/*+json': { schema: order } } } } },
  },
  components: {
    schemas: {
      Order: order,
      Line: {
        allOf: [
          {
            type: 'object',
            required: ['sku'],
            properties: { sku: { type: 'string', pattern: '^[A-Z]+$' } },
          },
          { properties: { count: { type: 'integer' } } },
        ],
      },
      Shape: {
        type: 'object',
        additionalProperties: false,
        properties: {
          kind: { enum: ['a', 'b'] },
          of: { oneOf: [{ type: 'integer' }, { type: 'boolean' }] },
        },
      },
      Slow: { type: 'string', pattern: '^(a+)+$' },
    },
  },
}

export type Options = {
  readonly rule?: string
  readonly path?: string
  readonly type?: string | undefined
  readonly attributes?: string
  readonly map?: string
}

export const asJson = `<content validate-as="json" action="prevent" type="${json}" />`

export function policyOf({ rule = asJson, attributes = '', map = '' }: Options): string {
  return `<validate-content unspecified-content-type-action="prevent" max-size="2000" size-exceeded-action="prevent" errors-variable-name="e" ${attributes}>${map}${rule}</validate-content>`
}

export function ask(body: string, options: Options = {}) {
  const gateway = describedGateway(specification, policies(policyOf(options), tellErrors))
  const type = 'type' in options ? options.type : json
  return gateway.send({
    method: 'POST',
    path: `/orders${options.path ?? '/order'}`,
    body,
    headers: type === undefined ? {} : { 'Content-Type': type },
  })
}

export const messageOf = (text: string) => JSON.parse(text).message
export const good = '{"id":1,"lines":[{"sku":"A"}]}'
