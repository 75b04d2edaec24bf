import { expect, test } from 'vitest'
import {
  checkConfiguration,
  checkLooseDocuments,
} from '../../../../gateway/check/check-documents.ts'
import { apiOf, contentOf, document, inbound, operationOf } from '../in-memory.ts'

const bad = '<no-such-policy />'

test('a configuration is counted document by document, policy by policy, member by member', () => {
  const content = contentOf({
    globalPolicy: document(
      inbound('<set-variable name="v" value="@(context.Api.Id.Nothing)" />'),
      'g',
    ),
    apis: [
      apiOf(
        [
          operationOf('a', {
            policy: document(
              inbound(`${bad}<choose><when condition="@(true)">${bad}</when></choose>`),
              'o',
            ),
          }),
        ],
        {
          policy: document(
            inbound('<set-variable name="v" value="@(context.Api.Name.Length)" />'),
            'a',
          ),
        },
      ),
    ],
    fragments: [{ id: 'unused', policy: document(`<fragment>${bad}</fragment>`, 'f') }],
  })
  const { coverage, documents, errors, warnings } = checkConfiguration(content, 'rawxml')
  expect(coverage).toEqual({
    documents: { executable: 1, refused: 2, total: 4 },
    policies: { supported: 3, total: 6, unsupported: [{ name: 'no-such-policy', count: 3 }] },
    members: { supported: 5, total: 6, unsupported: [{ name: 'Nothing', count: 1 }] },
  })
  expect(documents.map(({ file, isExecutable }) => [file, isExecutable])).toEqual([
    ['g', false],
    ['a', true],
    ['o', false],
    ['f', false],
  ])
  expect(documents.map((one) => one.warnings)).toEqual([1, 0, 2, 1])
  expect([errors.length, warnings.length]).toEqual([0, 4])
})

test('documents of a workspace count, and fragments that it nowhere includes', () => {
  const workspace = {
    id: 'sales',
    name: 'Sales',
    policy: document(inbound('<xsl-transform />'), 'w'),
    namedValues: [],
    fragments: [{ id: 'unused', policy: document(`<fragment>${bad}</fragment>`, 'f') }],
  }
  const { coverage, documents } = checkConfiguration(
    contentOf({ apis: [apiOf([])], workspaces: [workspace] }),
    'rawxml',
  )
  expect(documents.map(({ file, warnings }) => [file, warnings])).toEqual([
    ['w', 1],
    ['f', 1],
  ])
  expect(coverage.documents).toEqual({ executable: 0, refused: 1, total: 2 })
})

test('errors in one document hide no warning of another', () => {
  const { errors, warnings } = checkLooseDocuments(
    [document('<policies>', 'broken'), document(inbound(bad), 'fine')],
    'rawxml',
  )
  expect(errors.map(({ where }) => where)).toEqual(['broken:1:1'])
  expect(warnings.map(({ where }) => where)).toEqual([expect.stringMatching(/^fine:1:/)])
})

test('a fragment that is included twice has its problems once', () => {
  const twice = '<include-fragment fragment-id="f" /><include-fragment fragment-id="f" />'
  const { warnings, coverage } = checkConfiguration(
    contentOf({
      globalPolicy: document(inbound(twice), 'g'),
      apis: [apiOf([])],
      fragments: [{ id: 'f', policy: document(`<fragment>${bad}</fragment>`, 'f') }],
    }),
    'rawxml',
  )
  expect(warnings).toHaveLength(1)
  expect(coverage.policies).toMatchObject({ supported: 2, total: 3 })
})

test.each([
  ['a number', '<rate-limit calls="{{n}}" renewal-period="60" />'],
  ['a flag', '<forward-request buffer-response="{{n}}" />', 'backend'],
  ['a token of an expression', '<set-variable name="v" value="@({{n}} + 1)" />'],
])('a named value is taken for %s where one is wanted', (_case, policy, section = 'inbound') => {
  const xml = `<policies><${section}>${policy}</${section}></policies>`
  const { errors, warnings, assumed } = checkLooseDocuments([document(xml)], 'rawxml')
  expect([errors, warnings]).toEqual([[], []])
  expect(assumed.namedValues).toEqual(['n'])
})

test.each([
  ['a policy of products alone', inbound('<quota calls="5" renewal-period="3600" />')],
  ['a fragment for the backend section', '<fragment><forward-request /></fragment>'],
])('%s is taken to stand where it may', (_case, xml) => {
  const { errors, warnings } = checkLooseDocuments([document(xml)], 'rawxml')
  expect([errors, warnings]).toEqual([[], []])
})

test('fragments of a document by itself are taken to exist', () => {
  const xml = inbound('<include-fragment fragment-id="shared" />')
  const { warnings, assumed } = checkLooseDocuments([document(xml)], 'rawxml')
  expect(warnings).toEqual([])
  expect(assumed.fragments).toEqual(['shared'])
})

test.each([
  [
    'a backend',
    'backend embeddings',
    inbound(
      '<llm-semantic-cache-lookup score-threshold="0.1" embeddings-backend-id="embeddings" embeddings-backend-auth="system-assigned" />',
    ),
  ],
  [
    'a certificate',
    'certificate partner',
    inbound('<authentication-certificate certificate-id="partner" />'),
  ],
  [
    'a certificate with a key for tokens',
    'certificate tokens',
    inbound(
      '<validate-jwt header-name="Authorization"><issuer-signing-keys><key certificate-id="tokens" /></issuer-signing-keys></validate-jwt>',
    ),
  ],
  [
    'a schema',
    'schema order',
    inbound(
      '<validate-content unspecified-content-type-action="detect" max-size="1024" size-exceeded-action="detect"><content validate-as="json" action="detect" schema-id="order" /></validate-content>',
    ),
  ],
])('%s that a document by itself names is taken to exist', (_case, entity, xml) => {
  const { warnings, assumed, coverage } = checkLooseDocuments([document(xml)], 'rawxml')
  expect(warnings).toEqual([])
  expect(assumed.entities).toEqual([entity])
  expect(coverage.documents.executable).toBe(1)
})

test.each([
  ['an attribute that no service takes', inbound('<set-method no="1">GET</set-method>')],
  ['XML that has no end', '<policies><inbound>'],
  ['a policy that nobody has', inbound('<no-such-policy />')],
  [
    'a named value that is not closed, which is a plain text',
    inbound('<cache-store-value key="k" value="v" duration="{{time}]" />'),
  ],
])('%s makes a document wrong as it stands', (_case, xml) => {
  const { coverage, documents } = checkLooseDocuments([document(xml)], 'rawxml')
  expect(coverage.documents).toEqual({ executable: 0, refused: 1, total: 1 })
  expect(documents[0]).toMatchObject({ isExecutable: false, isRefused: true })
})

test('a document that lacks something of this gateway is not wrong', () => {
  const { coverage } = checkLooseDocuments([document(inbound('<xsl-transform />'))], 'rawxml')
  expect(coverage.documents).toEqual({ executable: 0, refused: 0, total: 1 })
})

test('advice hinders nobody: what is written runs', () => {
  const dimensions = [...'abcdef'].map((name) => `<dimension name="${name}" value="1" />`).join('')
  const xml = inbound(`<emit-metric name="m">${dimensions}</emit-metric>`)
  const { warnings, coverage } = checkLooseDocuments([document(xml)], 'rawxml')
  expect(warnings.map(({ code }) => code)).toEqual(['POLICY_ADVICE'])
  expect(coverage.documents.executable).toBe(1)
})

test('a policy that runs where it does not belong hinders nobody', () => {
  const xml = '<policies><outbound><forward-request /></outbound></policies>'
  const { warnings, coverage } = checkLooseDocuments([document(xml)], 'rawxml')
  expect(warnings.map(({ code }) => code)).toEqual(['POLICY_NOT_ALLOWED_HERE'])
  expect(coverage.documents).toEqual({ executable: 1, refused: 0, total: 1 })
})

const quoted = '<set-variable name="v" value="@(context.Request.Headers["X"])" />'
const escaped =
  '<set-variable name="v" value="@(1 &lt; 2 &amp;&amp; &quot;a&quot; == &quot;b&quot;)" />'

test.each([
  ['C# as it is written', inbound(quoted), 'p:1:'],
  ['C# that is escaped', inbound(escaped), undefined],
  [
    'a bare ampersand',
    inbound('<set-header name="a" exists-action="override"><value>a & b</value></set-header>'),
    'p:1:',
  ],
  ['a document type', `<!DOCTYPE policies>${inbound('')}`, 'p:1:'],
  ['an element that is not closed', '<policies>\n<inbound>\n</policies>', 'p:3:'],
])('as standard XML, %s', (_case, xml, where) => {
  const { errors } = checkLooseDocuments([document(xml, 'p')], 'xml')
  const strict = errors.filter(({ code }) => code === 'POLICY_XML_NOT_STRICT')
  expect(strict.map((problem) => problem.where.slice(0, 4))).toEqual(
    where === undefined ? [] : [where],
  )
})
