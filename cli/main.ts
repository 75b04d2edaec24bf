#!/usr/bin/env node
// The first thing to run, on whatever Node: it loads nothing that an older one could not.
const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 24) {
  process.stderr.write(
    `gatedrill needs Node 24 or newer, this is ${process.versions.node}.\n` +
      'In a clone, "npm run drill" and "npm run gatedrill -- <command>" bring their own.\n',
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
