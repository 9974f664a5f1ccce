import { readFileSync } from 'node:fs';
import type { CheckName, DoctorCode, Severity } from './doctor/finding.js';
import type { AgentErrorCode, AgentProblem } from './problems.js';

/** Chinese (Taiwan) comes first; English second. */
export const languages = ['zh-Hant', 'en'] as const;

export type Language = (typeof languages)[number];

export interface ErrorText {
  /** What happened. */
  readonly title: string;
  /** What to do next. */
  readonly detail: string;
}

/** Texts of the command line. */
export type CliText =
  | 'usage'
  | 'misuse'
  | 'serving'
  | 'stopped'
  | 'portTaken'
  | 'pairing'
  | 'noReaders'
  | 'reader'
  | 'readerEmpty'
  | 'readerCard'
  | 'readerProblem'
  | 'askPassword'
  | 'askPin'
  | 'loggedIn'
  | 'signed'
  | 'noTerminal'
  | 'askCode'
  | 'askNewSecret'
  | 'secretKept'
  | 'secretRemoved'
  | 'installed'
  | 'uninstalled'
  | 'password'
  | 'pin'
  | 'noAnswer';

/** Texts of every question for consent. */
export type ConsentText =
  | 'loginTitle'
  | 'documentTitle'
  | 'gateway'
  | 'holder'
  | 'reader'
  | 'document'
  | 'lastTry'
  | 'pin'
  | 'answer';

/** Texts of the agent's own window. */
export type WindowText =
  | 'agent'
  | 'hint'
  | 'lastTry'
  | 'pinPad'
  | 'pin'
  | 'pinHint'
  | 'lastTryAgree'
  | 'agree'
  | 'refuse'
  | 'agreedTitle'
  | 'agreedDetail'
  | 'refusedTitle'
  | 'refusedDetail'
  | 'overTitle'
  | 'overDetail';

/** What came, or with a dry run would come, of a file, by its status. */
export type OutcomeText =
  | 'accepted'
  | 'refused'
  | 'awaiting-confirmation'
  | 'awaiting-signature'
  | 'cancelled'
  | 'lapsed'
  | 'underWay';

/** Texts of `upload`: what came of the file, and the lines around it. */
export type UploadText = OutcomeText | 'sending' | 'returned' | 'group' | 'error' | 'warning' | 'receipt';

export interface AgentTexts {
  readonly errors: Readonly<Record<AgentErrorCode, ErrorText>>;
  readonly consent: Readonly<Record<ConsentText, string>>;
  readonly window: Readonly<Record<WindowText, string>>;
  readonly cli: Readonly<Record<CliText, string>>;
  readonly upload: Readonly<Record<UploadText, string>>;
  readonly dryRun: Readonly<Record<OutcomeText, string>>;
  readonly doctor: {
    readonly severities: Readonly<Record<Severity, string>>;
    readonly checks: Readonly<Record<CheckName, string>>;
    readonly findings: Readonly<Record<DoctorCode, ErrorText>>;
  };
}

/** Every text of the agent that a person sees. */
export const texts: Readonly<Record<Language, AgentTexts>> = {
  'zh-Hant': readTexts('zh-Hant'),
  en: readTexts('en'),
};

/** The sentences of a problem, with its values put in. */
export function describeProblem(problem: AgentProblem, language: Language): ErrorText {
  const { title, detail } = texts[language].errors[problem.code];
  const values = { ...problem.params, triesLeft: problem.triesLeft ?? '' };
  return { title: fillIn(title, values), detail: fillIn(detail, values) };
}

/** A text with its `{placeholders}` filled in. */
export function fillIn(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The language a browser or a system asks for: Chinese unless another one comes first. */
export function languageFrom(preference: string | undefined): Language {
  return preference === undefined || /^\s*(zh|\*|$)/i.test(preference) ? 'zh-Hant' : 'en';
}

function readTexts(language: Language): AgentTexts {
  return JSON.parse(
    readFileSync(new URL(`./locales/${language}.json`, import.meta.url), 'utf8'),
  ) as AgentTexts;
}
