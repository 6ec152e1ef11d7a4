// Adds to package-lock.json the optional platform packages that npm drops when the registry at hand lacks them.
// Without their entries `npm ci` refuses the lock that `npm install` has just written. Run it after every change of the lock.
import { readFileSync, writeFileSync } from 'node:fs';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const platforms = [
  'linux',
  'darwin',
  'win32',
  'freebsd',
  'android',
  'openharmony',
  'sunos',
  'aix',
  'openbsd',
  'netbsd',
];
const cpus = ['x64', 'arm64', 'arm', 'ia32', 'riscv64', 's390x', 'ppc64', 'loong64', 'mips64el'];
let added = 0;

for (const owner of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(owner.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    if (lock.packages[path] !== undefined) continue;
    const words = name.replace('wasm32', 'wasm').split(/[-/]/);
    lock.packages[path] = {
      version,
      optional: true,
      os: platforms.filter((os) => words.includes(os)),
      cpu: cpus.filter((cpu) => words.includes(cpu)),
    };
    added += 1;
  }
}

lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added} optional platform packages added to the lock\n`);
