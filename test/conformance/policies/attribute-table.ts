/**
 * What each attribute of each policy takes, as the pages of the service have it: a type, `!` behind
 * it when it must be given, and `@` when an expression may stand there; `-@` where the page says
 * that none may. `a|b` are words; `text` is anything but nothing; `any` may be empty. An attribute
 * of a child element stands behind the child's name. Source: APIM, policy reference.
 */
export type PolicyRow = {
  /** The policy with every attribute in its place. */
  readonly xml: string
  readonly attributes: Readonly<Record<string, string>>
  /** Attributes that do not stand together with one of `xml`, as whole documents of their own. */
  readonly others?: readonly string[]
  /** Attributes that are taken, and make the policy one that this gateway cannot run. */
  readonly notRun?: readonly string[]
  /** What is said of every such policy at load. */
  readonly said?: string
}

const notices =
  'retry-after-header-name="R" retry-after-variable-name="rv" remaining-calls-header-name="RC" remaining-calls-variable-name="rcv" total-calls-header-name="TC"'
const noticeRows = {
  'retry-after-header-name': 'text',
  'retry-after-variable-name': 'text',
  'remaining-calls-header-name': 'text',
  'remaining-calls-variable-name': 'text',
  'total-calls-header-name': 'text',
}
const action = 'ignore|prevent|detect !@'

const tokenLimit = (name: string): PolicyRow => ({
  xml: `<${name} counter-key="k" tokens-per-minute="500" token-quota="10000" token-quota-period="Monthly" estimate-prompt-tokens="false" retry-after-header-name="R" retry-after-variable-name="rv" remaining-quota-tokens-header-name="RQ" remaining-quota-tokens-variable-name="rqv" remaining-tokens-header-name="RT" remaining-tokens-variable-name="rtv" tokens-consumed-header-name="TC" tokens-consumed-variable-name="tcv" />`,
  attributes: {
    'counter-key': 'text !@',
    'tokens-per-minute': 'positive @',
    // Each needs the other.
    'token-quota': 'positive !@',
    'token-quota-period': 'Hourly|Daily|Weekly|Monthly|Yearly !@',
    'estimate-prompt-tokens': 'flag !@',
    'retry-after-header-name': 'text',
    'retry-after-variable-name': 'text',
    'remaining-quota-tokens-header-name': 'text',
    'remaining-quota-tokens-variable-name': 'text',
    'remaining-tokens-header-name': 'text',
    'remaining-tokens-variable-name': 'text',
    'tokens-consumed-header-name': 'text',
    'tokens-consumed-variable-name': 'text',
  },
})

const tokenMetric = (name: string): PolicyRow => ({
  xml: `<${name} namespace="n"><dimension name="d" value="v" /><dimension name="API ID" /></${name}>`,
  attributes: {
    namespace: 'text -@',
    'dimension name': 'text !@',
    'dimension value': 'any !@',
  },
})

const semanticLookup = (name: string): PolicyRow => ({
  xml: `<${name} score-threshold="0.05" embeddings-backend-id="any" embeddings-backend-auth="system-assigned" ignore-system-messages="false" max-message-count="5" cache-id="c"><vary-by>@(context.Api.Id)</vary-by></${name}>`,
  attributes: {
    'score-threshold': 'score !@',
    'embeddings-backend-id': 'text !@',
    'embeddings-backend-auth': 'text !@',
    'ignore-system-messages': 'flag @',
    'max-message-count': 'int @',
    'cache-id': 'any',
  },
})

const cacheStore = { duration: 'positive !@', 'cache-response': 'flag @' }

/** By policy; `attribute-coverage.test.ts` holds that none is missing. */
export const attributeTable: Readonly<Record<string, PolicyRow>> = {
  'authentication-basic': {
    xml: '<authentication-basic username="u" password="p" />',
    attributes: { username: 'text !@', password: 'any !@' },
  },
  'authentication-certificate': {
    xml: '<authentication-certificate body="@((byte[])context.Variables["c"])" password="p" />',
    attributes: { password: 'any @' },
    others: [
      '<authentication-certificate thumbprint="@("A1")" />',
      '<authentication-certificate certificate-id="@("one")" />',
    ],
  },
  'authentication-managed-identity': {
    xml: '<authentication-managed-identity resource="r" client-id="c" output-token-variable-name="v" ignore-error="true" />',
    attributes: {
      resource: 'text !@',
      'client-id': 'any -@',
      'output-token-variable-name': 'text',
      'ignore-error': 'flag',
    },
  },
  'azure-openai-emit-token-metric': tokenMetric('azure-openai-emit-token-metric'),
  'azure-openai-semantic-cache-lookup': semanticLookup('azure-openai-semantic-cache-lookup'),
  'azure-openai-semantic-cache-store': {
    xml: '<azure-openai-semantic-cache-store duration="60" cache-response="false" />',
    attributes: cacheStore,
  },
  'azure-openai-token-limit': tokenLimit('azure-openai-token-limit'),
  base: { xml: '<base />', attributes: {} },
  'cache-lookup': {
    xml: '<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" caching-type="internal" downstream-caching-type="none" must-revalidate="true" allow-private-response-caching="false"><vary-by-header>Accept</vary-by-header><vary-by-query-parameter>a;b</vary-by-query-parameter></cache-lookup>',
    attributes: {
      'vary-by-developer': 'flag !@',
      'vary-by-developer-groups': 'flag !@',
      'caching-type': 'internal|external|prefer-external -@',
      'downstream-caching-type': 'none|private|public @',
      'must-revalidate': 'flag @',
      'allow-private-response-caching': 'flag @',
    },
  },
  'cache-lookup-value': {
    xml: '<cache-lookup-value key="k" variable-name="v" default-value="d" caching-type="internal" />',
    attributes: {
      key: 'text !@',
      'variable-name': 'text !',
      'default-value': 'any @',
      'caching-type': 'internal|external|prefer-external -@',
    },
  },
  'cache-remove-value': {
    xml: '<cache-remove-value key="k" caching-type="internal" fail-on-cache-removal-error="true" />',
    attributes: {
      key: 'text !@',
      'caching-type': 'internal|external|prefer-external -@',
      'fail-on-cache-removal-error': 'flag',
    },
  },
  'cache-store': {
    xml: '<cache-store duration="60" cache-response="true" />',
    attributes: cacheStore,
  },
  'cache-store-value': {
    xml: '<cache-store-value key="k" value="v" duration="60" caching-type="internal" />',
    attributes: {
      key: 'text !@',
      value: 'any !@',
      duration: 'positive !@',
      'caching-type': 'internal|external|prefer-external -@',
    },
  },
  'cache-value': {
    xml: '<cache-value key="k" variable-name="v" expires-after="60" refresh-after="30" default-value="d" caching-type="internal"><value><set-variable name="v" value="1" /></value></cache-value>',
    attributes: {
      key: 'text !@',
      'variable-name': 'text !',
      'expires-after': 'positive @',
      'refresh-after': 'positive @',
      'default-value': 'any @',
      'caching-type': 'internal|external|prefer-external -@',
    },
  },
  'check-header': {
    xml: '<check-header name="X" failed-check-httpcode="401" failed-check-error-message="m" ignore-case="true"><value>a</value><value>@("b")</value></check-header>',
    attributes: {
      name: 'text !@',
      'failed-check-httpcode': 'status !@',
      'failed-check-error-message': 'any !@',
      'ignore-case': 'flag !@',
    },
  },
  choose: {
    xml: '<choose><when condition="true" /><otherwise /></choose>',
    attributes: { 'when condition': 'flag !@' },
  },
  cors: {
    xml: '<cors allow-credentials="true" terminate-unmatched-request="false"><allowed-origins><origin>https://a.example</origin><origin>@("https://b.example")</origin></allowed-origins><allowed-methods preflight-result-max-age="300"><method>GET</method><method>@("PUT")</method></allowed-methods><allowed-headers><header>X-A</header><header>@("X-B")</header></allowed-headers><expose-headers><header>X-C</header><header>@("X-D")</header></expose-headers></cors>',
    attributes: {
      'allow-credentials': 'flag @',
      'terminate-unmatched-request': 'flag @',
      'allowed-methods preflight-result-max-age': 'int @',
    },
  },
  'cross-domain': {
    xml: '<cross-domain><cross-domain-policy><allow-access-from domain="*" /></cross-domain-policy></cross-domain>',
    attributes: {},
  },
  'emit-metric': {
    xml: '<emit-metric name="m" namespace="n" value="1.5"><dimension name="d" value="v" /><dimension name="API ID" /></emit-metric>',
    attributes: {
      name: 'text !-@',
      namespace: 'text',
      value: 'number @',
      'dimension name': 'text !@',
      'dimension value': 'any !@',
    },
  },
  'find-and-replace': {
    xml: '<find-and-replace from="a" to="b" />',
    attributes: { from: 'text !@', to: 'any !@' },
  },
  'forward-request': {
    xml: '<forward-request timeout="10" timeout-ms="500" continue-timeout="1" http-version="2or1" follow-redirects="true" buffer-request-body="true" buffer-response="false" fail-on-error-status-code="true" />',
    attributes: {
      timeout: 'int @',
      'timeout-ms': 'int @',
      'continue-timeout': 'int @',
      'http-version': '1|2or1|2',
      'follow-redirects': 'flag @',
      'buffer-request-body': 'flag',
      'buffer-response': 'flag -@',
      'fail-on-error-status-code': 'flag -@',
    },
  },
  'get-authorization-context': {
    xml: '<get-authorization-context provider-id="p" authorization-id="a" context-variable-name="v" identity-type="jwt" identity="i" ignore-error="true" />',
    attributes: {
      'provider-id': 'text !@',
      'authorization-id': 'text !@',
      'context-variable-name': 'text !@',
      'identity-type': 'managed|jwt @',
      identity: 'any @',
      'ignore-error': 'flag @',
    },
  },
  'include-fragment': {
    xml: '<include-fragment fragment-id="forward-context" />',
    attributes: { 'fragment-id': 'text !-@' },
  },
  'ip-filter': {
    xml: '<ip-filter action="allow"><address>10.0.0.1</address><address>@("10.0.0.2")</address><address-range from="10.0.1.0" to="10.0.1.9" /></ip-filter>',
    attributes: {
      action: 'allow|forbid !@',
      'address-range from': 'address !@',
      'address-range to': 'address !@',
    },
  },
  'json-to-xml': {
    xml: '<json-to-xml apply="always" consider-accept-header="false" parse-date="false" namespace-separator=":" namespace-prefix="xmlns" attribute-block-name="#attrs" />',
    attributes: {
      apply: 'always|content-type-json !@',
      'consider-accept-header': 'flag @',
      'parse-date': 'flag @',
      'namespace-separator': 'text @',
      'namespace-prefix': 'any @',
      'attribute-block-name': 'any @',
    },
  },
  jsonp: {
    xml: '<jsonp callback-parameter-name="cb" />',
    attributes: { 'callback-parameter-name': 'text !@' },
  },
  'limit-concurrency': {
    xml: '<limit-concurrency key="k" max-count="3"><set-variable name="v" value="1" /></limit-concurrency>',
    attributes: { key: 'text !@', 'max-count': 'positive !-@' },
  },
  'llm-content-safety': {
    xml: '<llm-content-safety backend-id="any" shield-prompt="true" enforce-on-completions="true" window-size="500" window-overlap-size="10"><categories output-type="FourSeverityLevels"><category name="Hate" threshold="4" /></categories><blocklists><id>one</id></blocklists></llm-content-safety>',
    attributes: {
      'backend-id': 'text !@',
      'shield-prompt': 'flag @',
      'enforce-on-completions': 'flag @',
      'window-size': 'positive @',
      'window-overlap-size': 'int @',
      'categories output-type': 'FourSeverityLevels|EightSeverityLevels @',
      'category name': 'Hate|SelfHarm|Sexual|Violence !@',
      'category threshold': 'int !@',
    },
  },
  'llm-emit-token-metric': tokenMetric('llm-emit-token-metric'),
  'llm-semantic-cache-lookup': semanticLookup('llm-semantic-cache-lookup'),
  'llm-semantic-cache-store': {
    xml: '<llm-semantic-cache-store duration="60" cache-response="false" />',
    attributes: cacheStore,
  },
  'llm-token-limit': tokenLimit('llm-token-limit'),
  'log-to-eventhub': {
    xml: '<log-to-eventhub logger-id="l" partition-key="k">text</log-to-eventhub>',
    attributes: { 'logger-id': 'text !-@', 'partition-key': 'any @' },
    others: ['<log-to-eventhub logger-id="l" partition-id="1">text</log-to-eventhub>'],
  },
  'mock-response': {
    xml: '<mock-response status-code="200" content-type="application/json" index="0" />',
    attributes: { 'status-code': 'status -@', 'content-type': 'any', index: 'int' },
  },
  proxy: {
    xml: '<proxy url="http://p:80" username="u" password="p" />',
    attributes: { url: 'text !@', username: 'any @', password: 'any @' },
  },
  quota: {
    xml: '<quota calls="100" bandwidth="40" renewal-period="3600"><api name="a" id="orders" calls="50" bandwidth="10" renewal-period="3600"><operation name="o" id="item" calls="5" bandwidth="5" renewal-period="3600" /></api></quota>',
    attributes: {
      calls: 'positive -@',
      bandwidth: 'positive -@',
      'renewal-period': 'int !-@',
      'api name': 'text',
      'api id': 'text',
      'api calls': 'positive -@',
      'api bandwidth': 'positive -@',
      'api renewal-period': 'int -@',
      'operation name': 'text',
      'operation id': 'text',
      'operation calls': 'positive -@',
      'operation bandwidth': 'positive -@',
      'operation renewal-period': 'int -@',
    },
  },
  'quota-by-key': {
    xml: '<quota-by-key calls="100" bandwidth="40" renewal-period="3600" counter-key="k" first-period-start="2018-12-31T00:00:00Z" increment-condition="true" increment-count="2" />',
    attributes: {
      calls: 'positive -@',
      bandwidth: 'positive -@',
      'renewal-period': 'int !-@',
      'counter-key': 'text !@',
      'first-period-start': 'date',
      'increment-condition': 'flag @',
      'increment-count': 'int @',
    },
  },
  'rate-limit': {
    xml: `<rate-limit calls="20" renewal-period="90" ${notices}><api name="a" id="orders" calls="10" renewal-period="60"><operation name="o" id="item" calls="5" renewal-period="60" /></api></rate-limit>`,
    attributes: {
      calls: 'positive !-@',
      'renewal-period': 'positive !-@',
      ...noticeRows,
      'api name': 'text',
      'api id': 'text',
      'api calls': 'positive !-@',
      'api renewal-period': 'positive !-@',
      'operation name': 'text',
      'operation id': 'text',
      'operation calls': 'positive !-@',
      'operation renewal-period': 'positive !-@',
    },
  },
  'rate-limit-by-key': {
    xml: `<rate-limit-by-key calls="20" renewal-period="90" counter-key="k" increment-condition="true" increment-count="2" increment-after-response="true" ${notices} />`,
    attributes: {
      calls: 'positive !@',
      'renewal-period': 'positive !@',
      'counter-key': 'text !@',
      'increment-condition': 'flag @',
      'increment-count': 'int @',
      'increment-after-response': 'flag',
      ...noticeRows,
    },
  },
  'redirect-content-urls': { xml: '<redirect-content-urls />', attributes: {} },
  retry: {
    xml: '<retry condition="false" count="3" interval="1" max-interval="10" delta="2" first-fast-retry="true"><set-variable name="v" value="1" /></retry>',
    attributes: {
      condition: 'flag !@',
      count: 'positive !@',
      interval: 'int !@',
      'max-interval': 'int @',
      delta: 'int @',
      'first-fast-retry': 'flag @',
    },
  },
  'return-response': {
    xml: '<return-response response-variable-name="r"><set-status code="200" reason="OK" /><set-header name="A" exists-action="override"><value>1</value></set-header><set-body>x</set-body></return-response>',
    attributes: { 'response-variable-name': 'text -@' },
  },
  'rewrite-uri': {
    xml: '<rewrite-uri template="/a" copy-unmatched-params="false" />',
    attributes: { template: 'text !@', 'copy-unmatched-params': 'flag @' },
  },
  'send-one-way-request': {
    xml: '<send-one-way-request mode="new" timeout="5"><set-url>https://a.example</set-url><set-method>GET</set-method><set-header name="A" exists-action="append"><value>1</value></set-header><set-body>x</set-body><authentication-managed-identity resource="r" /><proxy url="http://p" /></send-one-way-request>',
    attributes: { mode: 'new|copy @', timeout: 'int @', 'set-header name': 'text !@' },
  },
  'send-request': {
    xml: '<send-request mode="new" response-variable-name="r" timeout="5" ignore-error="true"><set-url>https://a.example</set-url><set-method>GET</set-method><set-header name="A" exists-action="append"><value>1</value></set-header><set-body>x</set-body><authentication-basic username="u" password="p" /><proxy url="http://p" /></send-request>',
    attributes: {
      mode: 'new|copy @',
      'response-variable-name': 'text !',
      timeout: 'int @',
      'ignore-error': 'flag -@',
      'set-header name': 'text !@',
      'set-header exists-action': 'override|skip|append|delete @',
    },
  },
  'send-service-bus-message': {
    xml: '<send-service-bus-message queue-name="q" namespace="n" client-id="c"><message-properties><message-property name="m">x</message-property></message-properties><payload>p</payload></send-service-bus-message>',
    attributes: {
      'queue-name': 'text !@',
      namespace: 'text @',
      'client-id': 'text @',
      'message-property name': 'text !',
    },
    others: [
      '<send-service-bus-message topic-name="@("t")"><payload>p</payload></send-service-bus-message>',
    ],
  },
  'set-backend-service': {
    xml: '<set-backend-service base-url="https://a.example" />',
    attributes: { 'base-url': 'any !@' },
    // A warning says so: there is neither a Service Fabric cluster nor a Dapr sidecar to ask.
    notRun: [
      ...['sf-instance-id', 'sf-listener-name', 'sf-partition-key', 'sf-replica-type'],
      ...['sf-resolve-condition', 'sf-service-instance-name'],
      ...['dapr-app-id', 'dapr-method', 'dapr-namespace'],
    ],
    others: [
      '<set-backend-service backend-id="@("any")" />',
      '<set-backend-service backend-id="any" />',
    ],
  },
  'set-body': {
    xml: '<set-body template="liquid" xsi-nil="blank" parse-date="false">x</set-body>',
    attributes: { template: 'liquid', 'xsi-nil': 'blank|null', 'parse-date': 'flag' },
  },
  'set-header': {
    xml: '<set-header name="A" exists-action="skip"><value>1</value></set-header>',
    attributes: { name: 'text !@', 'exists-action': 'override|skip|append|delete @' },
  },
  'set-method': { xml: '<set-method>GET</set-method>', attributes: {} },
  'set-query-parameter': {
    xml: '<set-query-parameter name="a" exists-action="append"><value>1</value></set-query-parameter>',
    attributes: { name: 'text !@', 'exists-action': 'override|skip|append|delete @' },
  },
  'set-status': {
    xml: '<set-status code="201" reason="Made" />',
    attributes: { code: 'status !@', reason: 'any @' },
  },
  'set-variable': {
    xml: '<set-variable name="v" value="1" />',
    attributes: { name: 'text !-@', value: 'any !@' },
  },
  trace: {
    xml: '<trace source="s" severity="error"><message>m</message><metadata name="n" value="v" /></trace>',
    attributes: {
      source: 'text !-@',
      severity: 'verbose|information|error',
      'metadata name': 'text !',
      'metadata value': 'any !@',
    },
  },
  'validate-azure-ad-token': {
    xml: '<validate-azure-ad-token tenant-id="t" authentication-endpoint="login.example" header-name="A" failed-validation-httpcode="403" failed-validation-error-message="m" output-token-variable-name="v"><client-application-ids><application-id>c</application-id></client-application-ids><backend-application-ids><application-id>b</application-id></backend-application-ids><audiences><audience>a</audience></audiences><required-claims><claim name="n" match="any" separator=","><value>1</value></claim></required-claims></validate-azure-ad-token>',
    attributes: {
      'tenant-id': 'text !@',
      'authentication-endpoint': 'text',
      'header-name': 'text @',
      'failed-validation-httpcode': 'status @',
      'failed-validation-error-message': 'any @',
      'output-token-variable-name': 'text',
      'claim name': 'text !',
      'claim match': 'all|any @',
      'claim separator': 'text',
    },
    others: [
      '<validate-azure-ad-token tenant-id="t" query-parameter-name="@("q")" />',
      '<validate-azure-ad-token tenant-id="t" token-value="@("x")" />',
    ],
  },
  'validate-client-certificate': {
    xml: '<validate-client-certificate validate-revocation="false" validate-trust="true" validate-not-before="true" validate-not-after="true" ignore-error="false"><identities><identity thumbprint="A1" serial-number="1" common-name="c" subject="CN=s" dns-name="d" issuer-subject="CN=i" issuer-thumbprint="B2" /></identities></validate-client-certificate>',
    attributes: {
      'validate-revocation': 'flag',
      'validate-trust': 'flag',
      'validate-not-before': 'flag',
      'validate-not-after': 'flag',
      'ignore-error': 'flag',
      'identity thumbprint': 'text',
      'identity serial-number': 'text',
      'identity common-name': 'text',
      'identity subject': 'text',
      'identity dns-name': 'text',
      'identity issuer-subject': 'text',
      'identity issuer-thumbprint': 'text',
    },
  },
  'validate-content': {
    xml: '<validate-content unspecified-content-type-action="prevent" max-size="1024" size-exceeded-action="detect" errors-variable-name="v"><content-type-map any-content-type-value="application/json" missing-content-type-value="text/plain"><type from="application/hal+json" to="application/json" /></content-type-map><content type="application/json" validate-as="json" action="detect" allow-additional-properties="false" case-insensitive-property-names="true" /></validate-content>',
    attributes: {
      'unspecified-content-type-action': action,
      'max-size': 'positive !@',
      'size-exceeded-action': action,
      'errors-variable-name': 'text',
      'content-type-map any-content-type-value': 'any',
      'content-type-map missing-content-type-value': 'any',
      'type to': 'text !',
      'content type': 'any',
      'content validate-as': 'json|xml|soap !',
      'content action': 'ignore|prevent|detect !',
      'content allow-additional-properties': 'flag',
      'content case-insensitive-property-names': 'flag',
    },
  },
  'validate-graphql-request': {
    xml: '<validate-graphql-request error-variable-name="v" max-size="1024" max-depth="4"><authorize><rule path="/Query/a" action="reject" /></authorize></validate-graphql-request>',
    attributes: {
      'error-variable-name': 'text @',
      'max-size': 'positive !@',
      'max-depth': 'positive @',
      'rule path': 'text !',
      'rule action': 'allow|remove|reject|ignore @',
    },
  },
  'validate-headers': {
    xml: '<validate-headers specified-header-action="ignore" unspecified-header-action="detect" errors-variable-name="v"><header name="A" action="prevent" /></validate-headers>',
    attributes: {
      'specified-header-action': action,
      'unspecified-header-action': action,
      'errors-variable-name': 'text',
      'header name': 'text !',
      'header action': action,
    },
  },
  'validate-jwt': {
    xml: '<validate-jwt header-name="A" failed-validation-httpcode="401" failed-validation-error-message="m" require-expiration-time="true" require-scheme="Bearer" require-signed-tokens="true" clock-skew="5" output-token-variable-name="v"><openid-config url="https://l.example" validate-connectivity="true" /><issuer-signing-keys><key id="k">AAAA</key><key id="m" n="sXchTLcPGBoIvNg" e="AQAB" /></issuer-signing-keys><decryption-keys><key>AAAA</key></decryption-keys><audiences><audience>@("a")</audience></audiences><issuers><issuer>@("i")</issuer></issuers><required-claims><claim name="n" match="all" separator=","><value>1</value></claim></required-claims></validate-jwt>',
    attributes: {
      'header-name': 'text !@',
      'failed-validation-httpcode': 'status @',
      'failed-validation-error-message': 'any @',
      'require-expiration-time': 'flag @',
      'require-scheme': 'any @',
      'require-signed-tokens': 'flag @',
      'clock-skew': 'int @',
      'output-token-variable-name': 'text',
      'openid-config url': 'text !',
      'openid-config validate-connectivity': 'flag',
      'claim name': 'text !',
      'claim match': 'all|any @',
      'claim separator': 'text',
    },
    others: [
      '<validate-jwt query-parameter-name="@("q")"><openid-config url="https://l.example" /></validate-jwt>',
      '<validate-jwt token-value="@("x")"><openid-config url="https://l.example" /></validate-jwt>',
    ],
  },
  'validate-odata-request': {
    xml: '<validate-odata-request error-variable-name="v" default-odata-version="4.0" min-odata-version="4.0" max-odata-version="4.01" max-size="100" />',
    attributes: {
      'error-variable-name': 'text',
      'default-odata-version': 'odata @',
      'min-odata-version': 'odata @',
      'max-odata-version': 'odata @',
      'max-size': 'positive @',
    },
    said: 'checks what the OData specification says',
  },
  'validate-parameters': {
    xml: '<validate-parameters specified-parameter-action="prevent" unspecified-parameter-action="ignore" errors-variable-name="v"><headers specified-parameter-action="ignore" unspecified-parameter-action="detect"><parameter name="A" action="prevent" /></headers><query specified-parameter-action="ignore" unspecified-parameter-action="detect"><parameter name="B" action="prevent" /></query><path specified-parameter-action="detect"><parameter name="C" action="prevent" /></path></validate-parameters>',
    attributes: {
      'specified-parameter-action': action,
      'unspecified-parameter-action': action,
      'errors-variable-name': 'text',
      'headers specified-parameter-action': 'ignore|prevent|detect @',
      'headers unspecified-parameter-action': 'ignore|prevent|detect @',
      'query specified-parameter-action': 'ignore|prevent|detect @',
      'query unspecified-parameter-action': 'ignore|prevent|detect @',
      'path specified-parameter-action': 'ignore|prevent|detect @',
      'parameter name': 'text !',
      'parameter action': action,
    },
  },
  'validate-status-code': {
    xml: '<validate-status-code unspecified-status-code-action="prevent" errors-variable-name="v"><status-code code="404" action="ignore" /></validate-status-code>',
    attributes: {
      'unspecified-status-code-action': action,
      'errors-variable-name': 'text',
      'status-code code': 'status !',
      'status-code action': action,
    },
    others: [
      '<validate-status-code unspecified-status-code-action="prevent" error-variable-name="v" />',
    ],
  },
  wait: {
    xml: '<wait for="any"><send-request response-variable-name="r"><set-url>https://a.example</set-url></send-request></wait>',
    attributes: { for: 'all|any @' },
  },
  'xml-to-json': {
    xml: '<xml-to-json kind="direct" apply="always" consider-accept-header="false" always-array-child-elements="true" />',
    attributes: {
      kind: 'direct|javascript-friendly !@',
      apply: 'always|content-type-xml !@',
      'consider-accept-header': 'flag @',
      'always-array-child-elements': 'flag @',
    },
  },
}
