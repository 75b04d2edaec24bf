// Runs before the scripts of package.json, on any Node from 20: installs what is missing, once.
// Plain JavaScript, because the Node that can run TypeScript may be what is missing. What follows it
// in a script says `env node`: the shell remembers where it found `node` before the install.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(fileURLToPath(import.meta.url))
const installed = join(root, 'node_modules', '.package-lock.json')
const wanted = join(root, 'package.json')

/** True when every dependency that package.json names stands in what npm last installed. */
function isInstalled() {
  if (!existsSync(installed)) return false
  const { packages } = JSON.parse(readFileSync(installed, 'utf8'))
  const { dependencies, devDependencies } = JSON.parse(readFileSync(wanted, 'utf8'))
  return Object.keys({ ...dependencies, ...devDependencies }).every(
    (name) => packages[`node_modules/${name}`] !== undefined,
  )
}

if (!isInstalled()) {
  process.stderr.write('gatedrill: first start, installing packages (npm install)\n')
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (status !== 0) {
    process.stderr.write('gatedrill: npm install failed; its messages stand above\n')
    process.exit(2)
  }
}
