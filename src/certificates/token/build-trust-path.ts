import { buildPath } from '../path.js';
import type { CardCheck } from './check.js';

/** Builds the path from the card to an anchor; every authority on it is valid now. */
export function buildTrustPath({ found, at, context }: CardCheck): void {
  const { trust, verified } = context;
  found.note('path', buildPath(found.get('certificate'), { trust, verified, at }));
}
