import express, { type RequestHandler } from 'express';
import { Problem } from '../problems/index.js';
import type { Route } from './route.js';

/** Reads the body that a route takes, and nothing else. */
export function readBody(takes: Route['takes']): readonly RequestHandler[] {
  return readers[takes];
}

const limit = 64 * 1024;

const readers: Readonly<Record<Route['takes'], readonly RequestHandler[]>> = {
  nothing: [],
  stream: [],
  form: [
    requireType('application/x-www-form-urlencoded'),
    express.urlencoded({ extended: false, limit, parameterLimit: 1000 }),
  ],
  json: [requireType('application/json'), express.json({ strict: true, limit })],
};

function requireType(expected: string): RequestHandler {
  return (request, _response, next) => {
    if (!request.is(expected)) throw new Problem('ERR_MEDIA_TYPE', { params: { expected } });
    next();
  };
}
