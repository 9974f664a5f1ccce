import type { Request, Response } from 'express';

/**
 * Renders a view in the layout, in the visit's language. Made once by `createPages`.
 *
 * Every view gets `t`, `tRich`, `formatDate`, `formatRocDate`, `formatTime`, `formatDateTime`, `formatNumber`,
 * `asset`, `language`, `actor`, `csrfToken`, `path`, `reference`. Two names of the model mean something to the layout:
 * - `problem` (a Problem): its sentence and its fields become `problemText`, `errorSummary` and `fieldErrors` (sentence
 *   by field name), and the answer gets its status unless another was set;
 * - `values`: what was typed, by field name, so that a form that was refused comes back as it was filled.
 */
export type RenderPage = (
  request: Request,
  response: Response,
  /** Path of the view below `src`, e.g. `accounts/views/login.njk`. */
  view: string,
  model?: Readonly<Record<string, unknown>>,
) => void;
