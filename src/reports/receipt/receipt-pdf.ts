import {
  formatNumber,
  formatRocDate,
  formatTime,
  type Language,
  type MessageParams,
  type Translate,
  translate,
} from '../../locales/index.js';
import {
  closePdf,
  drawFacts,
  drawFooters,
  drawHeading,
  drawLetterhead,
  drawParagraph,
  drawQrCode,
  drawTitle,
  openPdf,
  type PdfFact,
} from '../../pdf/index.js';
import type { Receipt, ReceiptPdfOptions, ReceiptSignature } from './receipt.js';

/** The receipt to print and keep, A4. The same receipt gives the same bytes. */
export async function receiptPdf(receipt: Receipt, options: ReceiptPdfOptions): Promise<Buffer> {
  const { language, signerFingerprint } = options;
  const t: Translate = (key: string, params?: MessageParams) => translate(language, key, params);
  const words = { t, language };
  const title =
    receipt.corrects === undefined ? t('receipt.title') : t('corrections.receipt.title', receipt.corrects);
  const pages = openPdf({
    title: `${title} ${receipt.number}`,
    language,
    createdAt: new Date(receipt.acceptedAt),
  });

  drawLetterhead(pages, t('receipt.issuer'));
  drawTitle(pages, title);
  drawParagraph(pages, statementOf(receipt, words));
  drawHeading(pages, t('receipt.part.submission'));
  drawFacts(pages, submissionFacts(receipt, words));
  drawHeading(pages, t('receipt.part.file'));
  drawFacts(pages, fileFacts(receipt, words));
  drawHeading(pages, t('receipt.part.reporter'));
  drawFacts(pages, reporterFacts(receipt, words));
  if (receipt.signatures !== undefined) {
    drawHeading(pages, t('signatures.title'));
    drawFacts(
      pages,
      receipt.signatures.map((signature) => signatureFact(signature, words)),
    );
  }
  drawHeading(pages, t('receipt.part.verify'));
  drawQrCode(pages, {
    content: receipt.verifyAt,
    alternative: t('receipt.verify.picture', { address: receipt.verifyAt }),
    beside: [t('receipt.verify.how'), receipt.verifyAt],
    notes: [
      t('receipt.verify.signature'),
      `${t('receipt.verify.fingerprint')}\n${inGroups(signerFingerprint)}`,
    ],
  });
  drawFooters(pages, (page, count) => ({
    left: t('receipt.foot', { number: receipt.number }),
    right: t('receipt.page', { page, count }),
  }));
  return closePdf(pages);
}

/** A correction and a withdrawal say that they are one, and what they replace. */
function statementOf({ institution, counts, corrects }: Receipt, { t }: Words): string {
  if (corrects === undefined) {
    return t('receipt.statement', { institution: institution.name, rows: counts.stored });
  }
  return t('corrections.receipt.statement', { institution: institution.name, ...corrects });
}

interface Words {
  readonly t: Translate;
  readonly language: Language;
}

function submissionFacts(receipt: Receipt, { t, language }: Words): readonly PdfFact[] {
  const { number, submission, institution, kind, receivedAt, acceptedAt } = receipt;
  return [
    { label: t('receipt.label.number'), value: number },
    { label: t('receipt.label.submission'), value: submission },
    ...correctedFacts(receipt, t),
    { label: t('receipt.label.institution'), value: `${institution.name}\n${institution.code}` },
    { label: t('receipt.label.kind'), value: t('receipt.kind', { kind }) },
    { label: t('receipt.label.received-at'), value: momentOf(receivedAt, { t, language }) },
    { label: t('receipt.label.accepted-at'), value: momentOf(acceptedAt, { t, language }) },
  ];
}

function correctedFacts({ corrects }: Receipt, t: Translate): readonly PdfFact[] {
  if (corrects === undefined) return [];
  return [
    { label: t('corrections.purpose-heading'), value: t(`corrections.purpose.${corrects.purpose}`) },
    { label: t('corrections.receipt.first-submission'), value: corrects.submission },
    { label: t('corrections.receipt.first-receipt'), value: corrects.receipt },
  ];
}

function fileFacts({ file, counts }: Receipt, { t, language }: Words): readonly PdfFact[] {
  return [
    { label: t('receipt.label.file'), value: file.name },
    { label: t('receipt.label.size'), value: t('receipt.bytes', { size: file.size }) },
    { label: t('receipt.label.sha256'), value: inGroups(file.sha256) },
    { label: t('receipt.label.rows'), value: formatNumber(language, counts.rows) },
    { label: t('receipt.label.stored'), value: formatNumber(language, counts.stored) },
    ...(counts.refused === undefined
      ? []
      : [{ label: t('report-policies.partly.refused'), value: formatNumber(language, counts.refused) }]),
    { label: t('receipt.label.warnings'), value: formatNumber(language, counts.warningsConfirmed) },
  ];
}

function reporterFacts({ account, card }: Receipt, { t }: Words): readonly PdfFact[] {
  return [
    {
      label: t('receipt.label.account'),
      value: t('receipt.account', { name: account.name, userName: account.userName }),
    },
    { label: t('receipt.label.card'), value: t('receipt.card', { profile: card.profile }) },
    { label: t('receipt.label.fingerprint'), value: inGroups(card.fingerprint) },
  ];
}

function signatureFact({ account, card, signedAt }: ReceiptSignature, words: Words): PdfFact {
  const { t } = words;
  const at = t('signatures.at', { time: momentOf(signedAt, words) });
  return {
    label: t('signatures.by', account),
    value: `${t('receipt.card', { profile: card.profile })}\n${at}\n${inGroups(card.fingerprint)}`,
  };
}

function momentOf(moment: string, { t, language }: Words): string {
  return t('receipt.moment', { date: formatRocDate(language, moment), time: formatTime(language, moment) });
}

/** 64 hexadecimal digits as people compare them: groups of eight, two lines. */
function inGroups(digest: string): string {
  const groups = digest.match(/.{1,8}/g) ?? [];
  return [groups.slice(0, 4).join(' '), groups.slice(4).join(' ')].join('\n');
}
