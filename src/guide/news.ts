import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** One entry of the news on the home page; its texts are `home.news.<id>` in the catalogue. */
export interface News {
  readonly id: string;
  /** `yyyy-mm-dd` */
  readonly date: string;
}

/** The news, latest first. */
export const news: readonly News[] = z
  .array(z.object({ id: z.string(), date: z.iso.date() }))
  .parse(JSON.parse(readFileSync(new URL('./news.json', import.meta.url), 'utf8')))
  .sort((one, other) => other.date.localeCompare(one.date));
