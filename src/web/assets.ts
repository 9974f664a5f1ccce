import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { RequestHandler } from 'express';
import { Problem } from '../problems/index.js';

export interface Assets {
  /**
   * The address of a style, browser module or picture. It holds a hash of the content, so that browsers may keep it
   * for good.
   *
   * @throws TypeError when there is no such file: it has not been built
   */
  urlOf(name: string): string;
  /** Serves them; everything else below `/assets/` does not exist. */
  readonly serve: RequestHandler;
}

/** Reads all files of the folders (not of folders inside them) once. */
export function createAssets(folders: readonly string[]): Assets {
  const assets = new Map(folders.flatMap(readFolder));
  const byUrl = new Map([...assets.values()].map((asset) => [asset.url, asset]));
  return {
    urlOf(name) {
      const asset = assets.get(name);
      if (asset === undefined) throw new TypeError(`There is no asset ${name}. Run "npm run build".`);
      return asset.url;
    },
    serve(request, response, next) {
      if (!request.path.startsWith(prefix)) return next();
      const asset = byUrl.get(request.path);
      if (asset === undefined) throw new Problem('ERR_NOT_FOUND');
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.setHeader('Allow', 'GET, HEAD');
        throw new Problem('ERR_METHOD_NOT_ALLOWED');
      }
      response.setHeader('Content-Type', asset.type);
      response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
      response.setHeader('Vary', 'Accept-Encoding');
      const packed = request.acceptsEncodings(['gzip']) === 'gzip';
      if (packed) response.setHeader('Content-Encoding', 'gzip');
      response.send(packed ? asset.packed : asset.plain);
    },
  };
}

interface Asset {
  readonly url: string;
  readonly type: string;
  readonly plain: Buffer;
  readonly packed: Buffer;
}

const prefix = '/assets/';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
};

function readFolder(folder: string): [string, Asset][] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && extname(entry.name) in types)
    .map((entry) => [entry.name, readAsset(folder, entry.name)]);
}

function readAsset(folder: string, name: string): Asset {
  const plain = readFileSync(join(folder, name));
  const hash = createHash('sha256').update(plain).digest('hex').slice(0, 16);
  return {
    url: `${prefix}${hash}/${name}`,
    type: types[extname(name)] ?? 'application/octet-stream',
    plain,
    packed: gzipSync(plain),
  };
}
