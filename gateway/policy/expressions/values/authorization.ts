import { NetObject } from '../value.ts'
import type { NetDictionary } from './collection.ts'

/** APIM's `Authorization`: what `get-authorization-context` gives. */
export class AuthorizationView extends NetObject {
  readonly netType = 'Authorization'
  readonly accessToken: string
  readonly claims: NetDictionary

  constructor(accessToken: string, claims: NetDictionary) {
    super()
    this.accessToken = accessToken
    this.claims = claims
  }
}
