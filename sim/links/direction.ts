/** `up` flows from who connects to who listens, `down` comes back. */
export type Direction = 'up' | 'down'

export const directions: readonly Direction[] = ['up', 'down']
