import { malformed } from '../backends/harms/malformed.ts'
import { defineBackendFault } from './define-backend-fault.ts'

export const backendMalformed = defineBackendFault({
  kind: 'backend-malformed',
  about: 'A backend answers what is no HTTP, or with a body that is not the JSON it claims to be.',
  example: { backend: 'orders', what: 'chunk' },
  harm: malformed,
  shows: ({ trouble, status, body }, { what }) =>
    what === 'json' ? status === 200 && !isJson(body) : trouble.startsWith('HPE_'),
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
