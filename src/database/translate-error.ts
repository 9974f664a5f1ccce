import { Problem } from '../problems/index.js';

/**
 * Turns a driver's error into ours, in one place for both dialects: a duplicate or a lost race becomes `ERR_CONFLICT`,
 * a database that is away, full or out of patience becomes `ERR_UNAVAILABLE`. Everything else comes back as it is.
 */
export function translateDatabaseError(error: unknown): unknown {
  const code = driverCode(error);
  if (code === undefined) return error;
  if (conflicts.has(code)) return new Problem('ERR_CONFLICT', { cause: error, detail: code });
  if (outages.has(code)) return new Problem('ERR_UNAVAILABLE', { cause: error, detail: code });
  return error;
}

/** Whether this is a violation of a unique key, in either dialect. */
export function isDuplicate(error: unknown): boolean {
  const code = driverCode(error instanceof Problem ? error.cause : error);
  return code !== undefined && duplicates.has(code);
}

/** Whether the database rolled the transaction back in favour of another one, and it may be tried again. */
export function hasLostRace(error: unknown): boolean {
  const code = driverCode(error);
  return code !== undefined && lostRaces.has(code);
}

const duplicates = new Set(['ER_DUP_ENTRY', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY']);

/** Galera reports a certification failure at the commit as ER_LOCK_DEADLOCK as well. */
const lostRaces = new Set(['ER_LOCK_DEADLOCK', 'ER_CHECKREAD']);

const conflicts = new Set([...duplicates, ...lostRaces]);

const outages = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'ER_CON_COUNT_ERROR',
  'ER_DISK_FULL',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_QUERY_INTERRUPTED',
  'ER_RECORD_FILE_FULL',
  'ER_SERVER_SHUTDOWN',
  'ER_UNKNOWN_COM_ERROR',
  'PROTOCOL_CONNECTION_LOST',
  'SQLITE_BUSY',
  'SQLITE_FULL',
  'SQLITE_IOERR',
  'SQLITE_LOCKED',
]);

function driverCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // knex's own pool gives up waiting for a connection with this name and no code.
  if (error.name === 'KnexTimeoutError') return 'ETIMEDOUT';
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' ? code : undefined;
}
