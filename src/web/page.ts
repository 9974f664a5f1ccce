import type { Request, Response } from 'express';

/** Renders a view in the layout, in the visit's language. Made once by `createPages`. */
export type RenderPage = (
  request: Request,
  response: Response,
  /** Path of the view below `src`, e.g. `accounts/views/login.njk`. */
  view: string,
  model?: Readonly<Record<string, unknown>>,
) => void;
