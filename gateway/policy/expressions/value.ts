/** A .NET value as expressions and variables hold it; `null` is .NET's null. */
export type Value = unknown
