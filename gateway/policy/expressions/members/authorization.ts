import { AuthorizationView } from '../values/authorization.ts'
import { NetDictionary } from '../values/collection.ts'
import { defineType } from './define.ts'
import { objectKind } from './kind.ts'
import { text } from './kinds.ts'

/** Source: APIM, get-authorization-context, Authorization object. */
export const authorizationType = defineType(
  'Authorization',
  objectKind(AuthorizationView, 'Authorization'),
)
  .property('AccessToken', text, ({ accessToken }) => accessToken)
  .property('Claims', objectKind(NetDictionary, 'Dictionary'), ({ claims }) => claims)
