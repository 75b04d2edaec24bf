import { z } from 'zod'
import { wordText } from '../attributes.ts'

/** What is done about an error. Source: APIM, validation policies, actions. */
export const actionText = wordText('ignore', 'prevent', 'detect')

/** An override of the action for one name. */
export const namedActionAttributes = z.strictObject({ name: z.string().min(1), action: actionText })
