import type { Language } from '../../locales/index.js';

/** A receipt 收執聯: what the gateway states and signs about one accepted submission. Times are UTC, ISO 8601. */
export interface Receipt {
  /** The receipt's number, by which anyone can look it up. */
  readonly number: string;
  readonly submission: string;
  readonly institution: { readonly code: string; readonly name: string };
  readonly account: { readonly userName: string; readonly name: string };
  readonly card: {
    readonly profile: 'citizen' | 'medical';
    /** SHA-256 of the card's certificate, 64 lower-case hexadecimal digits. */
    readonly fingerprint: string;
  };
  readonly kind: 'general' | 'special';
  readonly file: {
    readonly name: string;
    /** Bytes as received. */
    readonly size: number;
    /** 64 lower-case hexadecimal digits. */
    readonly sha256: string;
  };
  readonly counts: {
    /** Rows of the file without its header, and how many of them were stored. */
    readonly rows: number;
    readonly stored: number;
    /** Rows with errors, which were not stored; absent when every row was. */
    readonly refused?: number;
    /** Warnings that the reporter confirmed. */
    readonly warningsConfirmed: number;
  };
  /** What a correction or withdrawal is about; absent when it reports. */
  readonly corrects?: {
    readonly purpose: 'correction' | 'withdrawal';
    /** The submission that reported first, and its receipt. */
    readonly submission: string;
    readonly receipt: string;
    /** Records that this submission replaced or withdrew. */
    readonly records: number;
  };
  /** Who signed the file before it was accepted; absent when nobody did. */
  readonly signatures?: readonly ReceiptSignature[];
  readonly receivedAt: string;
  readonly acceptedAt: string;
  /** Address of the page where anyone can check this receipt; it holds the number and nothing secret. */
  readonly verifyAt: string;
}

/** A signature of the file with a card. */
export interface ReceiptSignature {
  readonly account: { readonly userName: string; readonly name: string };
  readonly card: { readonly profile: string; readonly fingerprint: string };
  /** As the signer's computer wrote it. */
  readonly signedAt: string;
}

/** What a receipt's PDF needs beside the receipt. */
export interface ReceiptPdfOptions {
  readonly language: Language;
  /** SHA-256 of the certificate that signs the JSON form, 64 lower-case hexadecimal digits. */
  readonly signerFingerprint: string;
}
