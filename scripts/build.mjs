// Builds everything into dist/: the programs file by file, the browser modules bundled, the styles from Sass.
import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { compileAsync } from 'sass';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
// Built beside and swapped in at the end: who runs from dist/ meanwhile finds every file of one build.
const out = join(root, '.cache', `dist-${process.pid}`);
const programFolders = ['src', 'smartcard', 'migrations', 'bench'];
const browserFolder = join(root, 'src', 'browser');
/** What the page that reads codes fetches beside its module. */
const codeDecoder = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
const styleEntry = join(root, 'src', 'web', 'styles', 'main.scss');

const files = (await Promise.all(programFolders.map((folder) => walk(join(root, folder))))).flat();
await Promise.all([buildPrograms(), copyAssets(), buildBrowser(), buildStyles()]);
await swapIn();

async function swapIn() {
  const old = `${out}-old`;
  await rename(dist, old).catch((error) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(out, dist);
  await rm(old, { recursive: true, force: true });
}

async function buildPrograms() {
  await build({
    entryPoints: files.filter((file) => file.endsWith('.ts') && !file.startsWith(browserFolder)),
    outdir: out,
    outbase: root,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
  });
}

/** Everything that is no TypeScript and no style travels beside the code that reads it. */
async function copyAssets() {
  const assets = files.filter(
    (file) =>
      !['.ts', '.scss', '.md'].includes(extname(file)) &&
      !file.includes('node_modules') &&
      !file.startsWith(browserFolder),
  );
  for (const asset of assets) {
    const target = join(out, relative(root, asset));
    await mkdir(dirname(target), { recursive: true });
    await copyFile(asset, target);
  }
}

/** Each `src/browser/*.ts` becomes one module in dist/public; what they share is bundled in. */
async function buildBrowser() {
  const entryPoints = (await readdir(browserFolder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(browserFolder, name));
  if (entryPoints.length === 0) return;
  await build({
    entryPoints,
    outdir: join(out, 'public'),
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['chrome109', 'firefox115', 'safari16'],
    logLevel: 'warning',
  });
  await copyFile(codeDecoder, join(out, 'public', basename(codeDecoder)));
}

async function buildStyles() {
  const { css } = await compileAsync(styleEntry, {
    loadPaths: [join(root, 'node_modules')],
    style: 'compressed',
    quietDeps: true,
  });
  await mkdir(join(out, 'public'), { recursive: true });
  await writeFile(join(out, 'public', 'main.css'), css);
}

async function walk(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = await Promise.all(
    entries
      .filter((entry) => entry.name !== 'node_modules')
      .map((entry) => (entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)])),
  );
  return nested.flat();
}
