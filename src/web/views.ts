import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import nunjucks from 'nunjucks';
import type { Assets } from './assets.js';

export interface Views {
  /** Renders a view, given by its path below `src` or inside govuk-frontend. */
  render(view: string, model: Readonly<Record<string, unknown>>): string;
}

/** The views of all features and the components of govuk-frontend; compiled at first use and kept. */
export function createViews(assets: Assets): Views {
  const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader([sources, components]), {
    autoescape: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  environment.addGlobal('asset', (name: string) => assets.urlOf(name));
  return { render: (view, model) => environment.render(view, { ...model }) };
}

const sources = fileURLToPath(new URL('..', import.meta.url));

const components = join(
  dirname(createRequire(import.meta.url).resolve('govuk-frontend/package.json')),
  'dist',
);
