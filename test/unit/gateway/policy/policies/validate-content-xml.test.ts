import { describe, expect, test } from 'vitest'
import {
  apiOf,
  contentOf,
  document as documentOf,
  gatewayOf,
  operationOf,
} from '../../in-memory.ts'
import { describedGateway, policies, tellErrors } from './described.ts'
import { ask, messageOf, policyOf, specification } from './described-orders.ts'

describe('XML', () => {
  const document = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a" type="xs:int" /></xs:schema>`
  const rule = '<content validate-as="xml" action="prevent" type="text/xml" schema-id="order" />'
  const withSchema = (schema: object) =>
    describedGateway(specification, policies(policyOf({ rule }), tellErrors), {
      content: { schemas: [{ id: 'order', kind: 'xml', ...schema }] },
    })
  const asked = { method: 'POST', path: '/orders/xml', headers: { 'Content-Type': 'text/xml' } }

  test('is checked by a schema of the service', async () => {
    const gateway = withSchema({ document })
    expect(gateway.warnings).toEqual([])
    expect((await gateway.send({ ...asked, body: '<a>7</a>' })).status).toBe(200)
    const { status, text } = await gateway.send({ ...asked, body: '<a>b</a>' })
    expect([status, messageOf(text)]).toEqual([
      400,
      "Body of the request does not conform to the definition order, which is associated with the content type text/xml. Element 'a': 'b' is not a valid value of the atomic type 'xs:int'. Line: 1",
    ])
    const bomb = '<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'
    const refused = await gateway.send({ ...asked, body: bomb })
    expect(refused.exchange.lastError?.message).toContain('document type declaration')
  })

  test('is checked by the schemas of its API, whatever its operations have', async () => {
    const soapRule = '<content validate-as="soap" action="prevent" type="text/xml" />'
    const policy = documentOf(policies(policyOf({ rule: soapRule })))
    const operation = operationOf('xml', { method: 'POST' })
    const api = apiOf([operation], { policy, xmlSchemas: { a: document } })
    const gateway = gatewayOf(contentOf({ apis: [api] }))
    expect(gateway.warnings).toEqual([])
    const statuses = ['<a>7</a>', '<a>b</a>'].map(async (inside) => {
      const body = soap(`<s:Body>${inside}</s:Body>`)
      return (await gateway.send({ ...asked, body })).status
    })
    expect(await Promise.all(statuses)).toEqual([200, 400])
  })

  test.each([
    ['no text', {}, 'there is no XML schema order'],
    ['no schema', { document: '<a/>' }, 'it begins with <a>'],
    [
      'one that includes what there is not',
      {
        document: document.replace(
          '<xs:element',
          '<xs:include schemaLocation="b.xsd" /><xs:element',
        ),
      },
      'it includes b.xsd, which is no schema of the service',
    ],
  ])('%s is said at load, and nothing gets through', async (_case, schema, expected) => {
    const gateway = withSchema(schema)
    expect(gateway.warnings).toMatchObject([
      { code: 'POLICY_RUNS_OTHERWISE', what: expect.stringContaining(expected) },
    ])
    expect((await gateway.send({ ...asked, body: '<a>7</a>' })).status).toBe(400)
  })

  const soap = (body: string) =>
    `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">${body}</s:Envelope>`
  test.each([
    ['well-formed', 'xml', '<a><b/></a>', 200],
    ['not well-formed', 'xml', '<a><b></a>', 400],
    ['a prefix that is not declared', 'xml', '<x:a/>', 400],
    ['a bomb', 'xml', '<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>', 400],
    ['an envelope', 'soap', soap('<s:Header/><s:Body><a/></s:Body>'), 200],
    ['an envelope without a body', 'soap', soap('<s:Header/>'), 400],
    ['no envelope', 'soap', '<Envelope><Body/></Envelope>', 400],
  ])('%s', async (_case, engine, body, expected) => {
    const rule = `<content validate-as="${engine}" action="prevent" type="text/xml" />`
    expect((await ask(body, { path: '/xml', type: 'text/xml', rule })).status).toBe(expected)
  })

  test.each([
    ['none is meant', '', 'POLICY_ADVICE'],
    ['there is none of that name', 'schema-id="order"', 'POLICY_RUNS_OTHERWISE'],
  ])('that no schema is read is told at load, with the place: %s', (_case, more, code) => {
    const rule = `<content validate-as="xml" action="prevent" ${more} />`
    const { warnings } = describedGateway(specification, policies(policyOf({ rule })))
    expect(warnings).toMatchObject([{ code }])
    expect(warnings[0]?.where).toMatch(/^api\.xml:\d+:\d+$/)
  })
})
