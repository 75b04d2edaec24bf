import { join } from 'node:path'
import { loadArtifacts } from '../../gateway/config/load-artifacts.ts'
import type { RevisionContent } from '../../ledger/revision.ts'

const configFolder = join(import.meta.dirname, '../../scenarios/configs/orders')

export const issuer = 'https://login.contoso.example/contoso/v2.0'

/** What a production API of average care runs for each request. */
const fullPolicy = `<policies>
  <inbound>
    <validate-jwt header-name="Authorization" require-scheme="Bearer">
      <openid-config url="${issuer}/.well-known/openid-configuration" />
      <audiences><audience>api://orders</audience></audiences>
      <issuers><issuer>${issuer}</issuer></issuers>
      <required-claims>
        <claim name="roles" match="any"><value>orders.read</value></claim>
      </required-claims>
    </validate-jwt>
    <rate-limit-by-key calls="1000000000" renewal-period="60" counter-key="@(context.Subscription.Id)" />
    <set-header name="X-Correlation-Id" exists-action="skip">
      <value>@(context.RequestId.ToString())</value>
    </set-header>
  </inbound>
  <backend><forward-request timeout="5" /></backend>
  <outbound>
    <set-header name="X-Served-From" exists-action="override">
      <value>@(context.Deployment.Region)</value>
    </set-header>
  </outbound>
  <on-error><base /></on-error>
</policies>`

/** The orders configuration, whose `customers/me` runs the full policy. */
export async function contentOfBench(): Promise<RevisionContent> {
  const { content } = await loadArtifacts(configFolder, {
    namedValues: {},
    keysOf: (id) => ({ primary: `${id}-primary`, secondary: `${id}-secondary` }),
  })
  const policy = { file: 'bench/full-policy.xml', xml: fullPolicy }
  const apis = content.apis.map((api) =>
    api.id === 'customers'
      ? { ...api, policy, operations: api.operations.map(({ policy: _own, ...rest }) => rest) }
      : api,
  )
  return { ...content, apis }
}

export const fullPath = '/customers/me'
export const subscriptionKey = 'contoso-primary'
