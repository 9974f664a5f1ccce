import type { RequestHandler } from 'express';
import { Problem } from '../problems/index.js';
import type { Route } from './route.js';

/** The methods that each path takes, as the `Allow` header writes them (RFC 9110, 10.2.1). */
export function methodsByPath(routes: readonly Route[]): ReadonlyMap<string, string> {
  const methods = new Map<string, Set<string>>();
  for (const { method, path } of routes) {
    const known = methods.get(path) ?? new Set();
    known.add(method.toUpperCase());
    if (method === 'get') known.add('HEAD');
    methods.set(path, known);
  }
  return new Map([...methods].map(([path, names]) => [path, [...names].sort().join(', ')]));
}

/** Answers a method that the path does not take. */
export function refuseMethod(allowed: string): RequestHandler {
  return (_request, response) => {
    response.setHeader('Allow', allowed);
    throw new Problem('ERR_METHOD_NOT_ALLOWED');
  };
}
