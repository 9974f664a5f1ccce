export { columns } from './columns.js';
export { connect, type Database, type DatabaseSettings, type Dialect, dialectOf } from './connect.js';
export { findPending, type Migration, takeMigrations } from './migrate.js';
export { queryBinary } from './query-binary.js';
export { taipeiDay } from './taipei-day.js';
export { inTransaction } from './transaction.js';
export { isDuplicate, translateDatabaseError } from './translate-error.js';
