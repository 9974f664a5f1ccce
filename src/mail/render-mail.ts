import { fileURLToPath } from 'node:url';
import nunjucks from 'nunjucks';
import { type Language, localeTags, type MessageParams, translate } from '../locales/index.js';
import type { MailEventName, MailParams } from './mail-events.js';
import type { MailBlock, MailContent, MailTemplate } from './template.js';
import { mailTemplates } from './templates/index.js';

export interface RenderedMail {
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/**
 * Writes the mail of an event.
 *
 * @param origin where the gateway is reached, without a slash at the end
 */
export function renderMail<Event extends MailEventName>(
  event: Event,
  params: MailParams<Event>,
  { language, origin }: { readonly language: Language; readonly origin: string },
): RenderedMail {
  const t = (key: string, named?: MessageParams) => translate(language, key, named);
  const template: MailTemplate<Event> = mailTemplates[event];
  const content = template(inOneLine(params), { t, language, address: (path) => `${origin}${path}` });
  const footer = [t('mail.footer.automatic'), t('mail.footer.never-asks'), t('mail.footer.contact')];
  const factLine = (label: string, value: string) => t('mail.fact', { label, value });
  return {
    subject: content.subject,
    text: writeText(content, footer, factLine),
    html: views.render('mail.njk', { ...content, footer, languageTag: localeTags[language] }),
  };
}

const views = new nunjucks.Environment(
  new nunjucks.FileSystemLoader(fileURLToPath(new URL('./views', import.meta.url))),
  { autoescape: true, throwOnUndefined: true, trimBlocks: true, lstripBlocks: true },
);

/**
 * Line breaks, other control characters and invisible direction marks in a value (a file name, say) become a blank, so
 * that no value writes lines of its own into a mail.
 */
function inOneLine<Params extends object>(params: Params): Params {
  const entries = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ') : value,
  ]);
  return Object.fromEntries(entries) as Params;
}

function writeText(
  { blocks }: MailContent,
  footer: readonly string[],
  factLine: (label: string, value: string) => string,
): string {
  const writeBlock = (block: MailBlock): string => {
    switch (block.kind) {
      case 'paragraph':
        return block.text;
      case 'facts':
        return block.facts.map(({ label, value }) => factLine(label, value)).join('\n');
      case 'link':
        return `${block.text}\n${block.address}`;
    }
  };
  return `${blocks.map(writeBlock).join('\n\n')}\n\n-- \n${footer.join('\n')}\n`;
}
