/** How the person typed `gatedrill`, so that what they are told to type next works as well. */
export function typedAs(env: Readonly<Record<string, string | undefined>>): string {
  if (env.npm_lifecycle_event === 'gatedrill') return 'npm run gatedrill --'
  return env.npm_command === 'exec' ? 'npx gatedrill' : 'gatedrill'
}
