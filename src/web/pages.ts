import type { Request, Response } from 'express';
import type { Problem } from '../problems/index.js';
import type { RenderPage } from './page.js';
import type { Who } from './route.js';

export interface PagesOptions {
  /** Folder with the built styles and browser modules, `dist/public`. */
  readonly publicFolder: string;
  /** Links of the main navigation, in order; each person sees those they may use. */
  readonly navigation: readonly NavigationItem[];
}

export interface NavigationItem {
  readonly href: string;
  /** Key of the text in the catalogue, e.g. `reports.navigation`. */
  readonly text: string;
  readonly who: Who | 'not-signed-in';
}

export interface Pages {
  readonly render: RenderPage;
  /** The page of an error, in the layout, with its reference and what to do next. Needs no database. */
  readonly renderProblem: (request: Request, response: Response, problem: Problem) => void;
}

/** Reads views, texts and asset names once, and gives the function that renders pages. */
export declare function createPages(options: PagesOptions): Pages;
