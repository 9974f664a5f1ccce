// npm run build:agent: packs the built card agent into one folder that runs without npm and without an installed Node, and
// into a tarball of it. The same sources, packages and Node give the same bytes.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({ options: { out: { type: 'string' } } });
const out = values.out ?? join(root, 'dist', 'agent');
const agent = join(root, 'dist', 'smartcard');
const { version, dependencies } = JSON.parse(await readFile(join(root, 'smartcard', 'package.json'), 'utf8'));
const name = `jianbao-card-${version}-${process.platform}-${process.arch}`;
const folder = join(out, name);
const lib = join(folder, 'lib');

/** Packages with compiled parts, and what of them is needed to run. The others become one file each. */
const compiled = { pkcs11js: ['package.json', 'index.js', 'build/Release/pkcs11.node'] };

/** The times in the tarball, in seconds since 1970 (reproducible-builds.org); no build is of this moment. */
const time = process.env.SOURCE_DATE_EPOCH ?? '1767225600';

const steps = [
  requireLinux,
  clearFolder,
  copyAgent,
  copyCompiledPackages,
  bundleOtherPackages,
  checkImports,
  copyNode,
  writeLauncher,
  copyPapers,
  writeTarball,
  writeHash,
];
for (const step of steps) await step();
process.stdout.write(`${join(out, name)}.tar.gz\n`);

function requireLinux() {
  if (process.platform !== 'linux')
    throw new Error('The package is made on Linux; see docs/card-agent-installation.md.');
  if (!existsSync(agent)) throw new Error('The card agent has not been built. Run "npm run build" first.');
}

async function clearFolder() {
  await rm(folder, { recursive: true, force: true });
  await mkdir(lib, { recursive: true });
}

async function copyAgent() {
  await cp(agent, lib, { recursive: true, filter: (path) => !path.endsWith('.map') });
}

async function copyCompiledPackages() {
  for (const [dependency, files] of Object.entries(compiled)) {
    for (const file of files) {
      const target = join(lib, 'node_modules', dependency, file);
      await mkdir(dirname(target), { recursive: true });
      await cp(join(root, 'node_modules', dependency, file), target);
    }
  }
}

/** As CommonJS with the names of what it exports written out, which Node's `import` reads. */
async function bundleOtherPackages() {
  for (const dependency of otherPackages()) {
    const target = join(lib, 'node_modules', dependency);
    await build({
      entryPoints: [dependency],
      absWorkingDir: root,
      outfile: join(target, 'index.cjs'),
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      logLevel: 'warning',
    });
    const { version: its } = await packageOf(dependency);
    const itsPackage = { name: dependency, version: its, main: 'index.cjs' };
    await writeFile(join(target, 'package.json'), `${JSON.stringify(itsPackage, null, 2)}\n`);
  }
}

/** Nothing is imported that is not in the folder. */
async function checkImports() {
  const there = new Set(Object.keys(dependencies));
  for (const entry of await readdir(lib, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.js') || entry.parentPath.includes('node_modules')) continue;
    const path = join(entry.parentPath, entry.name);
    for (const [, from] of (await readFile(path, 'utf8')).matchAll(
      /^(?:import|export)\b[^;]*?\bfrom "([^"]+)";/gm,
    ))
      if (!from.startsWith('.') && !from.startsWith('node:') && !there.has(from))
        throw new Error(`${path} imports "${from}", which is not packed.`);
  }
}

async function copyNode() {
  await cp(process.execPath, join(folder, 'node'), { dereference: true });
  await chmod(join(folder, 'node'), 0o755);
}

/** Needs nothing but a shell: no PATH, no HOME. */
async function writeLauncher() {
  const launcher = `#!/bin/sh
self=$0
[ -h "$self" ] && self=$(/usr/bin/readlink -f "$self")
here=\${self%/*}
exec "$here/../node" "$here/../lib/cli/main.js" "$@"
`;
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin', 'jianbao-card'), launcher, { mode: 0o755 });
}

async function copyPapers() {
  await cp(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  await writeFile(join(folder, 'THIRD-PARTY-LICENSES.txt'), await thirdPartyLicences());
  await mkdir(join(folder, 'docs'));
  for (const document of ['card-agent.md', 'card-agent-installation.md'])
    await cp(join(root, 'docs', document), join(folder, 'docs', document));
}

async function thirdPartyLicences() {
  const parts = [[`Node.js ${process.version}`, await readFile(nodeLicence(), 'utf8')]];
  for (const dependency of Object.keys(dependencies)) {
    const { version: its } = await packageOf(dependency);
    parts.push([
      `${dependency} ${its}`,
      await readFile(join(root, 'node_modules', dependency, 'LICENSE'), 'utf8'),
    ]);
  }
  return parts
    .map(([title, text]) => `${'='.repeat(78)}\n${title}\n${'='.repeat(78)}\n\n${text.trim()}\n`)
    .join('\n');
}

/** Whoever passes Node on passes its licence on. */
function nodeLicence() {
  const prefix = dirname(dirname(process.execPath));
  const places = [
    process.env.NODE_LICENSE_FILE ?? '',
    join(prefix, 'LICENSE'),
    ...['nodejs/LICENSE', 'nodejs/copyright', 'node/LICENSE'].map((place) =>
      join(prefix, 'share', 'doc', place),
    ),
  ];
  const found = places.find((place) => place !== '' && existsSync(place));
  if (found === undefined)
    throw new Error('Node’s licence was not found. Name its file with NODE_LICENSE_FILE.');
  return found;
}

/** Sorted, of nobody, of one time, with one set of rights. */
function writeTarball() {
  const same = [
    '--sort=name',
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    `--mtime=@${time}`,
    '--format=ustar',
  ];
  const rights = '--mode=u=rwX,go=rX';
  const compress = '--use-compress-program=gzip -n';
  execFileSync('tar', ['-C', out, ...same, rights, compress, '-cf', `${folder}.tar.gz`, name]);
}

async function writeHash() {
  const hash = createHash('sha256');
  await pipeline(createReadStream(`${folder}.tar.gz`), hash);
  await writeFile(`${folder}.tar.gz.sha256`, `${hash.digest('hex')}  ${name}.tar.gz\n`);
}

function otherPackages() {
  return Object.keys(dependencies).filter((dependency) => !Object.hasOwn(compiled, dependency));
}

async function packageOf(dependency) {
  return JSON.parse(await readFile(join(root, 'node_modules', dependency, 'package.json'), 'utf8'));
}
