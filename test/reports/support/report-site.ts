import { toStoredTime } from '../../../src/clock.js';
import { reportNavigation, reportRoutes } from '../../../src/reports/index.js';
import type { Role } from '../../../src/roles.js';
import type { OpenedSession } from '../../web/support/sessions-in-memory.js';
import { person, startShell } from '../../web/support/start-shell.js';
import { type ReportGround, start, type TestInstitution } from './report-ground.js';

export interface ReportSite {
  readonly url: string;
  /** Signs somebody of an institution in, with a card. */
  signIn(institution: TestInstitution, options?: SignInOptions): Promise<OpenedSession>;
  /** Signs one of the agency’s staff in, under an account that is there. */
  signInStaff(accountId: number, role: 'reviewer' | 'supervisor'): OpenedSession;
}

export interface SignInOptions {
  readonly role?: Role;
  readonly carrier?: 'cookie' | 'bearer';
}

/** Serves the pages and the API of submissions inside the real shell. */
/** @param options `origin` where browsers see the site, when something lies in between */
export async function startReportSite(
  ground: ReportGround,
  options: { readonly origin?: string } = {},
): Promise<ReportSite> {
  const { url, sessions } = await startShell({
    routes: (render) => reportRoutes({ ...ground.services, render }),
    navigation: reportNavigation,
    now: () => ground.now,
    ...options,
  });
  return {
    url,
    signInStaff: (accountId, role) => sessions.open({ ...person(role), accountId }, 'cookie'),
    async signIn(institution, { role = 'reporter', carrier = 'cookie' } = {}) {
      const { id, code, accountId } = institution;
      const opened = sessions.open(
        { ...person(role), accountId, institution: { id, code, name: '測試醫院' } },
        carrier,
      );
      const at = toStoredTime(start);
      await ground.db('sessions').insert({
        id: opened.value,
        handle: opened.value.slice(0, 16),
        kind: 'browser',
        account_id: accountId,
        csrf_token: 'x',
        address: '127.0.0.1',
        user_agent: 'test',
        card_profile: 'citizen',
        card_fingerprint: 'ab'.repeat(32),
        created_at: at,
        seen_at: at,
        idle_ends_at: at,
        ends_at: at,
      });
      return opened;
    },
  };
}
