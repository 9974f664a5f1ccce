import { type Request, type Way, wayCell } from '../applications/index.js';

/** A row of 申請方式, the agency's table, as the page on accounts shows it. */
export interface WayRow {
  /** Its text is `help.account.ways.<asked>`. */
  readonly asked: string;
  /** What of the table of ways stands in it. */
  readonly requests: readonly [Request, ...Request[]];
  readonly manager: Way;
  readonly reporter: Way;
}

/** 申請方式: what goes which way. The ways are those by which applications are filed. */
export const wayRows: readonly WayRow[] = (
  [
    { asked: 'new', requests: ['new-account'] },
    { asked: 'change', requests: ['ranges', 'email', 'disable'] },
    { asked: 'role', requests: ['role'] },
    { asked: 'reactivate', requests: ['reactivate'] },
  ] as const
).map(({ asked, requests }) => ({
  asked,
  requests,
  manager: wayCell(requests[0], 'manager').way,
  reporter: wayCell(requests[0], 'reporter').way,
}));
