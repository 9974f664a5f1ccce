import type { ConsentQuestion } from '../authentication/consent.js';
import { texts } from '../texts.js';
import { printable } from './printable.js';

/** One line of what the person is to know before agreeing. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** What is asked, in a sentence and line by line: the document first, then who asks, whose card, which reader. */
export interface DescribedQuestion {
  readonly title: string;
  readonly facts: readonly Fact[];
}

/** Puts a question into words, in its language. */
export function describeQuestion({
  purpose,
  origin,
  holder,
  readerName,
  language,
}: ConsentQuestion): DescribedQuestion {
  const { consent } = texts[language];
  const common = [
    ...(origin === undefined ? [] : [{ label: consent.gateway, value: origin }]),
    { label: consent.holder, value: printable(holder) },
    { label: consent.reader, value: printable(readerName) },
  ];
  if (purpose.kind === 'login') return { title: consent.loginTitle, facts: common };
  const { name, digest } = purpose;
  return {
    title: consent.documentTitle,
    facts: [
      { label: consent.document, value: printable(name) },
      { label: digest.algorithm, value: grouped(Buffer.from(digest.value).toString('hex')) },
      ...common,
    ],
  };
}

/** Hexadecimal digits in groups of eight, to be compared by eye. */
function grouped(hex: string): string {
  return hex.replace(/.{8}(?=.)/g, '$& ');
}
