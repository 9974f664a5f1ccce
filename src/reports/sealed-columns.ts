import type { SealedColumn } from '../keys/index.js';
import { contextOfDryRun } from './dry-runs/seal-findings.js';
import { contextOfReport } from './findings/seal-report.js';
import { contextOfImage } from './images/image-store.js';
import { certificatePurpose, contextOfCertificate } from './receipts/receipt-certificates.js';
import { contextOfChunk } from './records/seal-records.js';
import { contextOfSignature, signaturePurpose } from './signatures/store.js';

/** What the tables of submissions hold sealed. */
export const reportSealedColumns: readonly SealedColumn[] = [
  {
    table: 'exam_record_chunks',
    column: 'sealed',
    purpose: 'exam-records',
    key: ['submission_id', 'first_row'],
    contextOf: (row) => contextOfChunk(Number(row.submission_id), Number(row.first_row)),
  },
  {
    table: 'exam_images',
    column: 'sealed',
    purpose: 'exam-records',
    key: ['submission_id', 'row_no'],
    contextOf: (row) => contextOfImage(Number(row.submission_id), Number(row.row_no)),
  },
  {
    table: 'submission_findings',
    column: 'sealed',
    purpose: 'findings',
    key: ['submission_id'],
    contextOf: (row) => contextOfReport(Number(row.submission_id)),
  },
  {
    table: 'dry_runs',
    column: 'sealed',
    purpose: 'findings',
    key: ['number'],
    contextOf: (row) => contextOfDryRun(String(row.number)),
  },
  {
    table: 'submission_signatures',
    column: 'sealed',
    purpose: signaturePurpose,
    key: ['id'],
    bound: ['submission_id', 'card'],
    contextOf: (row) => contextOfSignature(Number(row.submission_id), row.card as Buffer),
  },
  {
    table: 'receipt_certificates',
    column: 'sealed',
    purpose: certificatePurpose,
    key: ['fingerprint'],
    contextOf: (row) => contextOfCertificate(row.fingerprint as Buffer),
  },
];
