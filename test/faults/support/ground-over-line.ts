import { connect, type Database } from '../../../src/database/index.js';
import { openReportGround, type ReportGround } from '../../reports/support/report-ground.js';
import type { TestDatabase } from '../../support/databases.js';
import { type CuttableLine, openLine } from './cuttable-line.js';

/** A gateway's ground whose database, a MariaDB server, is reached over a line that can be cut. */
export interface GroundOverLine {
  readonly ground: ReportGround;
  /** The gateway's own pool, over the line. */
  readonly gateway: Database;
  readonly line: CuttableLine;
  close(): Promise<void>;
}

/** @throws TypeError for SQLite, to which there is no line */
export async function openGroundOverLine({ settings }: TestDatabase): Promise<GroundOverLine> {
  if (settings.dialect !== 'mariadb') throw new TypeError('This test needs a server.');
  const line = await openLine(settings.port);
  const throughLine = { ...settings, port: line.port };
  const gateway = connect(throughLine);
  const ground = await openReportGround({ db: gateway, settings: throughLine });
  return {
    ground,
    gateway,
    line,
    async close() {
      ground.close();
      await gateway.destroy();
      await line.close();
    },
  };
}
