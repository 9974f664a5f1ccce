import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { byOperator } from '../../../src/accounts/index.js';
import { insertCard, unbindCards } from '../../../src/certificates/binding/store.js';
import { fingerprintOf } from '../../../src/certificates/certificate.js';
import { verifyDocumentSignature } from '../../../src/certificates/document-signature/verify-document-signature.js';
import type { CardContext } from '../../../src/certificates/token/check.js';
import { inTransaction } from '../../../src/database/index.js';
import { findReceiptOf, readReceipt } from '../../../src/reports/receipts/receipt-store.js';
import { listSignatures } from '../../../src/reports/signatures/list-signatures.js';
import { isSignable, type SignaturePolicy } from '../../../src/reports/signatures/policy.js';
import { signSubmission } from '../../../src/reports/signatures/sign-submission.js';
import { openSignature } from '../../../src/reports/signatures/store.js';
import { cancelSubmission } from '../../../src/reports/submissions/cancel.js';
import { confirmSubmission } from '../../../src/reports/submissions/confirm.js';
import { submissionStates } from '../../../src/reports/submissions/states.js';
import type { Submission } from '../../../src/reports/submissions/submission.js';
import { codeOf, contextOf } from '../../certificates/support/context.js';
import { makeCms } from '../../certificates/support/make-cms.js';
import { holder, makeCard, makeSmallPki, type SmallPki } from '../../certificates/support/small-pki.js';
import { describeOnEachDatabase } from '../../support/databases.js';
import {
  addInstitution,
  openReportGround,
  type ReportGround,
  sample,
  sampleWithWarning,
  start,
  type TestInstitution,
} from '../support/report-ground.js';

let pki: SmallPki;
let context: CardContext;
/** The cards of two people. */
let card: Buffer;
let colleagueCard: Buffer;
const colleagueSerial = '0000000114063002';

beforeAll(async () => {
  pki = makeSmallPki();
  context = await contextOf(pki);
  card = makeCard(pki.g3, pki.cardKeys);
  const subject = [
    ['C', 'TW'],
    ['CN', '林志明'],
    ['serialNumber', colleagueSerial],
  ] as const;
  colleagueCard = makeCard(pki.g3, pki.cardKeys, { plan: { subject, serial: Buffer.from('6b', 'hex') } });
});

describe('which files can be signed', () => {
  const signable: Readonly<Record<SignaturePolicy, readonly string[]>> = {
    none: ['awaiting-signature'],
    optional: ['awaiting-confirmation', 'awaiting-signature', 'confirmed', 'accepted'],
    required: ['awaiting-confirmation', 'awaiting-signature', 'confirmed', 'accepted'],
  };
  it.each(Object.entries(signable) as [SignaturePolicy, string[]][])('with %s: %s', (policy, states) => {
    expect(submissionStates.filter((state) => isSignable(policy, state))).toEqual(states);
  });
});

describeOnEachDatabase('a signature of a submission', (open) => {
  let ground: ReportGround;
  let me: TestInstitution;
  let colleague: TestInstitution;
  let seed = 100;

  beforeAll(async () => {
    const verify = (der: Buffer, digests: { sha256?: Buffer }) =>
      verifyDocumentSignature({ der, digests, at: ground.now }, context);
    ground = await openReportGround(await open(), {}, { verifyDocument: verify });
    me = ground.institution;
    colleague = { ...me, accountId: await addColleague() };
    await bind(me.accountId, holder.name, holder.serialNumber);
    await bind(colleague.accountId, '林志明', colleagueSerial);
  });

  beforeEach(() => {
    ground.now = start;
    ground.policy.submissionSignature = 'optional';
  });

  afterAll(() => expect(ground.failures).toEqual([]));

  describe('that nobody has to make', () => {
    it('is kept sealed, in the audit trail, and comes back byte for byte', async () => {
      const submission = await accepted();
      const der = signatureOf(submission);
      await sign(submission, der);
      expect(await listSignatures(ground.db, submission.id)).toEqual([
        {
          accountId: me.accountId,
          userName: 'reporter',
          name: '王申報',
          cardProfile: 'citizen',
          certificateFingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
          signedAt: start,
          receivedAt: start,
        },
      ]);
      expect(await openSignature(ground.db, ground.keys, submission.id)).toEqual(der);
      const [row] = await ground.db('submission_signatures').where({ submission_id: submission.id });
      expect(Buffer.from(row.sealed).includes(Buffer.from('陳怡君'))).toBe(false);
      expect(row.file_sha256).toEqual(submission.file.sha256);
      expect(await lastAudit()).toMatchObject({
        action: 'submission.sign',
        outcome: 'done',
        target: { kind: 'submission', reference: submission.number },
        detail: { sha256: submission.file.sha256.toString('hex'), profile: 'citizen' },
      });
      expect((await ground.read(submission.number)).state).toBe('accepted');
    });

    it('is made once with a card, also when it is sent twice at once', async () => {
      const submission = await accepted();
      const der = signatureOf(submission);
      const both = await Promise.all([outcome(submission, der), outcome(submission, der)]);
      expect(both.sort()).toEqual(['ERR_SIGNATURE_ALREADY', 'ok']);
      expect(await outcome(submission, signatureOf(submission))).toBe('ERR_SIGNATURE_ALREADY');
      expect(await listSignatures(ground.db, submission.id)).toHaveLength(1);
    });

    it('is made by several people, at once too', async () => {
      const submission = await accepted();
      const both = await Promise.all([
        outcome(submission, signatureOf(submission)),
        outcome(submission, signatureOf(submission, colleagueCard), colleague),
      ]);
      expect(both).toEqual(['ok', 'ok']);
      const signed = await listSignatures(ground.db, submission.id);
      expect(signed.map(({ userName }) => userName).sort()).toEqual(['colleague', 'reporter']);
    });

    it('is refused for another file, with the cause in the audit trail', async () => {
      const [one, other] = [await accepted(), await accepted()];
      expect(await outcome(other, signatureOf(one))).toBe('ERR_SIGNATURE_DOCUMENT');
      expect(await lastAudit()).toMatchObject({
        action: 'submission.sign',
        outcome: 'refused',
        target: { reference: other.number },
        detail: { code: 'ERR_SIGNATURE_DOCUMENT', cause: 'the messageDigest is another document’s' },
      });
      expect(await listSignatures(ground.db, other.id)).toEqual([]);
    });

    it('is refused of somebody else’s card, and of one that was unbound', async () => {
      const submission = await accepted();
      const theirs = signatureOf(submission, colleagueCard);
      expect(await outcome(submission, theirs)).toBe('ERR_SIGNATURE_OTHER_CARD');
      await inTransaction(ground.db, (trx) =>
        unbindCards(trx, { accountId: me.accountId, at: start, by: 'holder' }),
      );
      expect(await outcome(submission, signatureOf(submission))).toBe('ERR_SIGNATURE_OTHER_CARD');
      await bind(me.accountId, holder.name, holder.serialNumber);
      expect(await outcome(submission, signatureOf(submission))).toBe('ok');
    });

    it('is refused of a file that is still being judged, or was thrown away', async () => {
      const submission = await ground.send(fresh());
      expect(await outcome(submission, signatureOf(submission))).toBe('ERR_SIGNATURE_STATE');
      await cancelSubmission(ground.services, submission, byOperator);
      // The page may be older than that.
      expect(await outcome({ ...submission, state: 'accepted' }, signatureOf(submission))).toBe(
        'ERR_SIGNATURE_STATE',
      );
      await ground.work();
    });

    it('is not asked for when the agency takes none', async () => {
      const submission = await accepted();
      ground.policy.submissionSignature = 'none';
      expect(await outcome(submission, signatureOf(submission))).toBe('ERR_SIGNATURE_NOT_TAKEN');
    });
  });

  describe('that the agency requires', () => {
    beforeEach(() => {
      ground.policy.submissionSignature = 'required';
    });

    it('is waited for; then the rows are taken in', async () => {
      const { number, id } = await ground.send(fresh());
      await ground.work();
      const waiting = await ground.read(number);
      expect(waiting).toMatchObject({
        state: 'awaiting-signature',
        counts: { rows: 10, good: 10, errors: 0 },
        lapsesAt: new Date('2026-12-06T02:00:00Z'),
      });
      expect(await findReceiptOf(ground.db, id)).toBeUndefined();
      const [mail] = await ground.db('mails').orderBy('id', 'desc').limit(1);
      expect(mail.event).toBe('submission-awaiting-signature');
      await sign(waiting, signatureOf(waiting));
      expect((await ground.read(number)).state).toBe('confirmed');
      await ground.work();
      expect((await ground.read(number)).state).toBe('accepted');
      const receipt = await findReceiptOf(ground.db, id);
      expect(receipt && readReceipt(receipt).signatures).toEqual([
        {
          account: { userName: 'reporter', name: '王申報' },
          card: { profile: 'citizen', fingerprint: fingerprintOf(card) },
          signedAt: start.toISOString(),
        },
      ]);
    });

    it('comes after the warnings were confirmed, which is no way around it', async () => {
      const submission = await ground.send(warned());
      await ground.work();
      await confirmSubmission(ground.services, await ground.read(submission.number), byOperator);
      const waiting = await ground.read(submission.number);
      expect(waiting.state).toBe('awaiting-signature');
      expect(await codeOf(() => confirmSubmission(ground.services, waiting, byOperator))).toBe(
        'ERR_SUBMISSION_NOT_AWAITING',
      );
      await ground.work();
      expect((await ground.read(submission.number)).state).toBe('awaiting-signature');
      await sign(waiting, signatureOf(waiting, colleagueCard), colleague);
      await ground.work();
      expect((await ground.read(submission.number)).state).toBe('accepted');
    });

    it('may come before the warnings are confirmed', async () => {
      const submission = await ground.send(warned());
      await ground.work();
      const waiting = await ground.read(submission.number);
      await sign(waiting, signatureOf(waiting));
      expect((await ground.read(submission.number)).state).toBe('awaiting-confirmation');
      await confirmSubmission(ground.services, waiting, byOperator);
      await ground.work();
      expect((await ground.read(submission.number)).state).toBe('accepted');
    });

    it('goes with the file when the submission is cancelled after it', async () => {
      const submission = await ground.send(warned());
      await ground.work();
      const waiting = await ground.read(submission.number);
      await sign(waiting, signatureOf(waiting));
      await cancelSubmission(ground.services, waiting, byOperator);
      await ground.work();
      expect(await listSignatures(ground.db, submission.id)).toEqual([]);
      expect(await ground.read(submission.number)).toMatchObject({
        state: 'cancelled',
        file: { documentId: null },
      });
    });

    it('is not waited for after its time', async () => {
      const submission = await ground.send(fresh());
      await ground.work();
      ground.now = new Date('2026-12-06T02:00:00Z');
      await ground.work();
      expect((await ground.read(submission.number)).state).toBe('lapsed');
      expect(await outcome(submission, signatureOf(submission))).toBe('ERR_SIGNATURE_STATE');
      expect(await ground.db('exam_records').where({ submission_id: submission.id })).toEqual([]);
    });

    it('and a cancellation at once: one of them wins', async () => {
      const submission = await ground.send(fresh());
      await ground.work();
      const waiting = await ground.read(submission.number);
      const [signing, cancelling] = await Promise.all([
        outcome(waiting, signatureOf(waiting)),
        codeOf(() => cancelSubmission(ground.services, waiting, byOperator)),
      ]);
      await ground.work();
      const { state } = await ground.read(submission.number);
      const ends = {
        signed: ['ok', 'ERR_SUBMISSION_NOT_CANCELLABLE', 'accepted'],
        cancelled: ['ERR_SIGNATURE_STATE', 'ok', 'cancelled'],
      };
      expect([ends.signed, ends.cancelled]).toContainEqual([signing, cancelling, state]);
    });

    it('is not signed twice by two people into two acceptances', async () => {
      const submission = await ground.send(fresh());
      await ground.work();
      const waiting = await ground.read(submission.number);
      expect(
        await Promise.all([
          outcome(waiting, signatureOf(waiting)),
          outcome(waiting, signatureOf(waiting, colleagueCard), colleague),
        ]),
      ).toEqual(['ok', 'ok']);
      await ground.work();
      expect(await ground.db('receipts').where({ submission_id: submission.id }).count({ n: '*' })).toEqual([
        { n: 1 },
      ]);
    });

    it('can still be given after the agency has come to ask for none', async () => {
      const submission = await ground.send(fresh());
      await ground.work();
      ground.policy.submissionSignature = 'none';
      const waiting = await ground.read(submission.number);
      await sign(waiting, signatureOf(waiting));
      await ground.work();
      expect((await ground.read(submission.number)).state).toBe('accepted');
    });
  });

  function fresh(): Buffer {
    seed += 1;
    return sample({ seed });
  }

  /** With a warning, and none of its workers reported before. */
  function warned(): Buffer {
    seed += 1;
    return sampleWithWarning(seed);
  }

  async function accepted(): Promise<Submission> {
    const { number } = await ground.send(fresh());
    await ground.work();
    const submission = await ground.read(number);
    expect(submission.state).toBe('accepted');
    return submission;
  }

  function signatureOf({ file }: Submission, certificate: Buffer = card): Buffer {
    return makeCms({
      certificate,
      privateKey: pki.cardKeys.privateKey,
      digest: file.sha256,
      at: ground.now,
    });
  }

  function sign(submission: Submission, der: Buffer, who = me): Promise<void> {
    return signSubmission(ground.services, submission, { der, accountId: who.accountId, by: byOperator });
  }

  function outcome(submission: Submission, der: Buffer, who = me): Promise<string> {
    return codeOf(() => sign(submission, der, who));
  }

  async function bind(accountId: number, name: string, serialNumber: string): Promise<void> {
    const issuerKeyId = pki.g3.keys.keyId.toString('hex');
    const identity = { profile: 'citizen', name, serialNumber, issuerKeyId, certificateFingerprint: '' };
    await inTransaction(ground.db, (trx) =>
      insertCard(trx, { accountId, identity, at: start, sharing: 'exclusive' }),
    );
  }

  /** Another account of the same institution. */
  async function addColleague(): Promise<number> {
    const { accountId } = await addInstitution(ground.db, '0101010101', 'colleague');
    await ground.db('accounts').where({ id: accountId }).update({ institution_id: me.id });
    return accountId;
  }

  async function lastAudit(): Promise<unknown> {
    const [entry] = await ground.db('audit_entries').orderBy('seq', 'desc').limit(1);
    return JSON.parse(Buffer.from(entry.bytes).toString());
  }
});
