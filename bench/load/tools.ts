import { autocannon } from './autocannon.ts'
import { k6 } from './k6.ts'
import { native } from './native.ts'
import type { Tool } from './tool.ts'
import { vegeta } from './vegeta.ts'
import { wrk } from './wrk.ts'

export const tools: readonly Tool[] = [native, k6, vegeta, wrk, autocannon]
