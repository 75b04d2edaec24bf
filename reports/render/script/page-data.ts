import type { TimeTables } from '../../charts/time-table.ts'
import type { Topology } from '../../topology/frame.ts'

/** Where a page keeps it, as JSON. */
export const pageDataId = 'page-data'

/** What the script of a report works on. */
export type PageData = TimeTables & { readonly topology: Topology }
