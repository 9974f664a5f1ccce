import type { CommandIo } from '../../../commands.js';
import { inTransaction } from '../../../database/index.js';
import { formatDate, problemSentence } from '../../../locales/index.js';
import { Problem } from '../../../problems/index.js';
import { adoptFolder } from '../../trust-list/adopt-folder.js';
import { changeNow } from '../../trust-list/change-now.js';
import type { TrustChange } from '../../trust-list/proposal.js';
import { findProposal } from '../../trust-list/proposal-store.js';
import { proposeChange } from '../../trust-list/propose-change.js';
import type { TrustList } from '../../trust-list/trust-list.js';
import { operatorOf, readCurrentList, type TrustServices, withDatabase } from './services.js';

/** What an operator asked for. */
export interface ChangeCall {
  /** Whether to do it without a supervisor's approval. */
  readonly when: 'once-approved' | 'now';
  /** Empty when none was given. */
  readonly reason: string;
}

/**
 * Makes a change of the trust list, or proposes it where there is a supervisor to approve it, and says which.
 *
 * @param choose finds the change in the list as it is; what it throws is told and nothing is changed
 * @returns exit code: 0 done or proposed, 1 it cannot be, 2 the reason is missing
 */
export async function makeChange(
  { when, reason }: ChangeCall,
  io: CommandIo,
  services: TrustServices,
  choose: (list: TrustList) => TrustChange,
): Promise<number> {
  return withDatabase(services, async (db) => {
    const list = await readCurrentList(db, services.trustDirectory);
    const supervisors = await services.listSupervisors(db);
    // Without an anchor no supervisor could log in to approve the first one.
    const canAsk = supervisors.length > 0 && list.entries.some(({ authority }) => authority.isAnchor);
    if ((canAsk || when === 'now') && reason === '') {
      io.stderr.write(`${needsReason[when]}\n`);
      return 2;
    }
    try {
      const change = choose(list);
      const done = await inTransaction(db, async (trx) => {
        const tools = { ...services, db: trx };
        await adoptFolder(trx, list.folder, services.clock());
        if (when === 'now' || !canAsk) return changeNow(tools, { change, reason }, operatorOf(services));
        const id = await proposeChange(tools, { change, reason }, operatorOf(services));
        return findProposal(trx, id);
      });
      io.stdout.write(done === undefined ? sayDone(change) : sayProposed(done));
      return 0;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const [field] = error.fields;
      io.stderr.write(`${problemSentence('en', field ?? error)}\n`);
      return 1;
    }
  });
}

const needsReason: Readonly<Record<ChangeCall['when'], string>> = {
  now: 'Write after --reason why no supervisor is asked. It is audited and mailed to all supervisors.',
  'once-approved':
    'A supervisor has to approve this. Write the reason after --reason, or add --now in an emergency.',
};

function sayDone({ kind, authority: { keyId, isAnchor, certificate } }: TrustChange): string {
  const what = isAnchor ? 'anchor' : 'authority';
  const verb = kind === 'add' ? 'Added' : 'Removed';
  return `${verb} ${what} ${keyId} (SHA-256 ${certificate.fingerprint}). Gateways take it within 10 seconds.\n`;
}

function sayProposed({ id, expiresAt }: { readonly id: number; readonly expiresAt: Date }): string {
  return `Proposed as number ${id}. A supervisor approves it at /trust/proposals/${id} until ${formatDate('en', expiresAt)}.\n`;
}
