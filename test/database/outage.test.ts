import { expect, it } from 'vitest';
import { connect, inTransaction, translateDatabaseError } from '../../src/database/index.js';

it('reports a database that is not there as ERR_UNAVAILABLE', async () => {
  const db = connect({
    dialect: 'mariadb',
    host: '127.0.0.1',
    port: 1,
    user: 'root',
    password: '',
    database: 'none',
  });
  await expect(inTransaction(db, (trx) => trx.raw('select 1'))).rejects.toMatchObject({
    code: 'ERR_UNAVAILABLE',
  });
  await db.destroy();
});

it.each([
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ECONNABORTED',
  'ETIMEDOUT',
  'PROTOCOL_CONNECTION_LOST',
])('takes %s for a database that is away', (code) => {
  const error = Object.assign(new Error('connect'), { code });
  expect(translateDatabaseError(error)).toMatchObject({ code: 'ERR_UNAVAILABLE', detail: code });
});
