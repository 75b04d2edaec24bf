import { defineRule } from '../define-rule.ts'
import { informationPath } from '../information-path.ts'
import { sources } from '../sources.ts'

/** APIs that may be called in the clear. */
export const plainHttpApi = defineRule({
  id: 'plain-http-api',
  severity: 'high',
  reads: 'a configuration',
  finds: 'an API that may be called by http:// or ws://',
  why: 'a client that does so sends its key or its token where everybody on the way can read it',
  fix: 'leave https (wss) alone in protocols',
  source: sources.owasp,
  find({ configuration }) {
    if (configuration === undefined) return []
    return configuration.content.apis
      .filter(({ isCurrent }) => isCurrent)
      .flatMap(({ id }) => {
        const information = configuration.information(
          informationPath('apis', id, 'apiInformation.json'),
        )
        const protocols = information?.properties.protocols
        if (information === undefined || !Array.isArray(protocols)) return []
        const plain = protocols.filter((protocol) => protocol === 'http' || protocol === 'ws')
        if (plain.length === 0) return []
        return [
          { at: information.placeOf(['protocols']), what: `API ${id} takes ${plain.join(', ')}` },
        ]
      })
  },
})
