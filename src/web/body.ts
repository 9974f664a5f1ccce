import express, { type RequestHandler } from 'express';
import { Problem } from '../problems/index.js';
import type { Route } from './route.js';

/** Reads the body that a route takes, and nothing else. */
export function readBody(takes: Route['takes']): readonly RequestHandler[] {
  return readers[takes];
}

const limit = 64 * 1024;

/** A form of 64 KiB is here in no time; who sends it byte by byte wants to keep the connection (slow-loris). */
const readingMilliseconds = 30_000;

const readers: Readonly<Record<Route['takes'], readonly RequestHandler[]>> = {
  nothing: [],
  stream: [],
  form: [
    cutWhenSlow(readingMilliseconds),
    requireType('application/x-www-form-urlencoded'),
    express.urlencoded({ extended: false, limit, parameterLimit: 1000 }),
  ],
  json: [
    cutWhenSlow(readingMilliseconds),
    requireType('application/json'),
    express.json({ strict: true, limit }),
  ],
};

function requireType(expected: string): RequestHandler {
  return (request, _response, next) => {
    if (!request.is(expected)) throw new Problem('ERR_MEDIA_TYPE', { params: { expected } });
    next();
  };
}

/** Ends the connection of a request whose body is not whole in time. */
export function cutWhenSlow(milliseconds: number): RequestHandler {
  return (request, _response, next) => {
    const timer = setTimeout(() => {
      if (!request.complete) request.destroy();
    }, milliseconds);
    timer.unref();
    request.once('close', () => clearTimeout(timer));
    next();
  };
}
