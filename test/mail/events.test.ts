import { expect, it } from 'vitest';
import { catalogueOf, languages } from '../../src/locales/index.js';
import { mailEventNames } from '../../src/mail/index.js';

it.each(languages)('every mail has a name in the list of the mail queue: %s', (language) => {
  const catalogue = catalogueOf(language);
  expect(mailEventNames.filter((event) => !catalogue.has(`mail-queue.event-name.${event}`))).toEqual([]);
});
