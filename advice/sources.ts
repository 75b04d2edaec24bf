import type { Source } from './define-rule.ts'

const azure = 'https://learn.microsoft.com/en-us/azure'

/** The articles that the rules rest on, by the titles that they have. */
export const sources = {
  wellArchitected: {
    title:
      'Architecture best practices for Azure API Management (Azure Well-Architected Framework)',
    url: `${azure}/well-architected/service-guides/azure-api-management`,
  },
  owasp: {
    title: 'Recommendations to mitigate OWASP API Security Top 10 threats using API Management',
    url: `${azure}/api-management/mitigate-owasp-api-threats`,
  },
  reliability: {
    title: 'Reliability in Azure API Management',
    url: `${azure}/reliability/reliability-api-management`,
  },
  autoscale: {
    title: 'Automatically scale an Azure API Management instance',
    url: `${azure}/api-management/api-management-howto-autoscale`,
  },
  multiRegion: {
    title: 'Deploy an Azure API Management instance to multiple Azure regions',
    url: `${azure}/api-management/api-management-howto-deploy-multi-region`,
  },
  errorHandling: {
    title: 'Error handling in API Management policies',
    url: `${azure}/api-management/api-management-error-handling-policies`,
  },
  backends: {
    title: 'Backends in API Management',
    url: `${azure}/api-management/backends`,
  },
  applicationInsights: {
    title: 'How to integrate Azure API Management with Azure Application Insights',
    url: `${azure}/api-management/api-management-howto-app-insights`,
  },
  selfHosted: {
    title: 'Guidance for running self-hosted gateway on Kubernetes in production',
    url: `${azure}/api-management/how-to-self-hosted-gateway-on-kubernetes-in-production`,
  },
  protocols: {
    title: 'Manage protocols and ciphers in Azure API Management',
    url: `${azure}/api-management/api-management-howto-manage-protocols-ciphers`,
  },
  transientFaults: {
    title: 'Transient fault handling (Azure Architecture Center)',
    url: `${azure}/architecture/best-practices/transient-faults`,
  },
  retryStorm: {
    title: 'Retry Storm antipattern (Azure Architecture Center)',
    url: `${azure}/architecture/antipatterns/retry-storm/`,
  },
  throttling: {
    title: 'Advanced request throttling with Azure API Management',
    url: `${azure}/api-management/api-management-sample-flexible-throttling`,
  },
  hmac: {
    title: 'RFC 7518: JSON Web Algorithms, sections 3.2 and 3.3',
    url: 'https://www.rfc-editor.org/rfc/rfc7518#section-3.2',
  },
} as const satisfies Readonly<Record<string, Source>>

/** The reference of one policy. */
export function policyReference(name: string): Source {
  return {
    title: `Azure API Management policy reference - ${name}`,
    url: `${azure}/api-management/${name}-policy`,
  }
}
