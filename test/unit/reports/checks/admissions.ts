import type { AdmissionRecord } from '../../../../ledger/records.ts'
import { admissionBase, second } from '../run-folder.ts'

export const holderA = 'westeurope-1-u1-a-1'
export const holderB = 'westeurope-2-u2-a-1'

export type AdmissionsOf = {
  readonly fromS: number
  readonly limit: number
  readonly everyMs?: number
  readonly windowMs?: number
}

/** So many admitted calls of one holder; the request's id tells second and number. */
export function admissions(
  count: number,
  { fromS, limit, everyMs = 1, windowMs = 1_000 }: AdmissionsOf,
): AdmissionRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    ...admissionBase,
    requestId: Math.floor(fromS) * 1_000 + index,
    atUs: (fromS + (index * everyMs) / 1_000) * second,
    limit,
    windowMs,
    countSeen: index,
  }))
}

/** A call that was turned away. */
export function rejection(atS: number, of: Partial<AdmissionRecord>): AdmissionRecord {
  return { ...admissionBase, requestId: 99, atUs: atS * second, ...of, admitted: 0, counted: 0 }
}
