import type { Database } from './connect.js';

/**
 * MariaDB only: runs a statement with its parameters in the binary protocol, in the transaction if it is given one. knex
 * writes parameters into the text of a statement, which doubles a large binary value and makes the server read it as text.
 * The server keeps each text prepared: texts must not be made of values.
 *
 * @param sql placeholders are `?`
 * @returns the rows of a SELECT
 */
export async function queryBinary<Row>(
  db: Database,
  sql: string,
  parameters: readonly (string | number | Buffer | null)[],
): Promise<readonly Row[]> {
  const connection: BinaryConnection = await db.client.acquireConnection();
  try {
    return await new Promise((resolve, reject) => {
      connection.execute(sql, parameters, (error, rows) => (error ? reject(error) : resolve(rows as Row[])));
    });
  } finally {
    await db.client.releaseConnection(connection);
  }
}

/** What mysql2's connection offers, as far as it is used here. */
interface BinaryConnection {
  execute(
    sql: string,
    parameters: readonly unknown[],
    done: (error: Error | null, rows: unknown) => void,
  ): void;
}
