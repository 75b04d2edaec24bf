#!/usr/bin/env node
// The first thing to run, on whatever Node: it loads nothing that an older one could not.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
// Only Node 24 understands all that stands in the TypeScript; what is built is simpler.
const isBuilt = import.meta.url.endsWith('.js')
const isEnough = isBuilt ? major > 22 || (major === 22 && minor >= 19) : major >= 24
if (!isEnough) {
  process.stderr.write(
    `gatedrill needs Node ${isBuilt ? '22.19' : '24'} or newer, this is ${process.versions.node}.\n` +
      (isBuilt
        ? 'Install a newer one (https://nodejs.org), or try once with: npx -p node@24 -p gatedrill gatedrill\n'
        : 'In a clone, "npm run drill" and "npm run gatedrill -- <command>" bring their own.\n'),
  )
  process.exitCode = 2
} else {
  const { enableCompileCache } = await import('node:module')
  enableCompileCache()
  const { runProgram } = await import('./program.ts')
  const { tell } = await import('./tell.ts')
  // A bug where nobody waits for it. The processes of a drill end with this one.
  process.once('uncaughtException', (error) => process.exit(tell(error)))
  await runProgram(process.argv)
}

export {}
