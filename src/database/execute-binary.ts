import type { Knex } from 'knex';

/**
 * MariaDB and MySQL only: runs a statement with its parameters in the binary protocol, inside the transaction. knex writes
 * parameters into the text of a statement, which doubles a large binary value and makes the server read it as text.
 *
 * @param sql placeholders are `?`
 */
export async function executeBinary(
  trx: Knex.Transaction,
  sql: string,
  parameters: readonly (string | number | Buffer | null)[],
): Promise<void> {
  const connection: BinaryConnection = await trx.client.acquireConnection();
  await new Promise<void>((resolve, reject) => {
    connection.execute(sql, parameters, (error) => (error ? reject(error) : resolve()));
  });
}

/** What mysql2's connection offers, as far as it is used here. */
interface BinaryConnection {
  execute(sql: string, parameters: readonly unknown[], done: (error: Error | null) => void): void;
}
