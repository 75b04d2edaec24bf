/**
 * A .NET value as expressions and variables hold it. The common kinds are JavaScript's own, so that
 * nothing is wrapped on the way to headers and URLs:
 *
 * | .NET | here |
 * |---|---|
 * | null | null |
 * | string | string |
 * | bool | boolean |
 * | int | number, always a whole one within 32 bits |
 * | long | bigint within 64 bits |
 * | every other type | a NetObject: double, char, DateTime, JToken, arrays, ... |
 */
export type Value = null | string | boolean | number | bigint | NetObject

/** Whatever has no JavaScript kind of its own. Two variables may hold the same one, as in .NET. */
export abstract class NetObject {
  /** The .NET type without its namespace, as the tables of members name it: `JObject`, `double`. */
  abstract readonly netType: string
}
