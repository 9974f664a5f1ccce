import { describe, expect, it } from 'vitest';
import { drawFormPages } from '../../../src/applications/form-pdf/form-pages.js';
import {
  type ApplicationWithForm,
  drawApplicationForm,
  findUnprintable,
} from '../../../src/applications/index.js';
import { accountOf, newAccounts } from './support/printed-forms.js';

const confirmedAt = new Date('2026-11-22T03:00:00Z');
const form = newAccounts('reporter', [accountOf(1)]);
const application: ApplicationWithForm = {
  id: 1,
  reference: 'A1151122-7K3M9Q',
  kind: 'new-account',
  way: 'scan',
  state: 'awaiting-scan',
  version: 3,
  institution: { id: 1, code: '1268650500', name: '測試醫院' },
  filedBy: null,
  language: 'zh-Hant',
  previousReference: null,
  reviewer: null,
  declaration: { version: '1', acceptedAt: confirmedAt },
  createdAt: confirmedAt,
  confirmedAt,
  submittedAt: null,
  decidedAt: null,
  closedAt: null,
  dueDate: null,
  lapseDate: null,
  erasedAt: null,
  items: [],
  form,
};

describe('the printed form of an application', () => {
  it('is drawn in a thread, the same as it would be here', async () => {
    const here = await drawFormPages({
      reference: application.reference,
      way: 'scan',
      institutionName: '測試醫院',
      confirmedAt,
      form,
      language: 'zh-Hant',
    });
    const drawn = await Promise.all([1, 2, 3].map(() => drawApplicationForm(application, 'zh-Hant')));
    for (const bytes of drawn) expect(bytes.equals(here)).toBe(true);
  });

  it('is there from confirmation until erasure', async () => {
    const draft: ApplicationWithForm = { ...application, state: 'draft', confirmedAt: null };
    await expect(drawApplicationForm(draft, 'zh-Hant')).rejects.toMatchObject({
      code: 'ERR_APPLICATION_STATE',
    });
    const erased = { ...application, form: null };
    await expect(drawApplicationForm(erased, 'en')).rejects.toMatchObject({ code: 'ERR_APPLICATION_ERASED' });
  });

  it('tells beforehand which characters cannot be printed', async () => {
    expect(await findUnprintable(form)).toEqual([]);
    const rare = newAccounts('reporter', [{ ...accountOf(1), name: '林\u{10FFFD}\u{10FFFD}堃' }]);
    expect(await findUnprintable(rare)).toEqual(['\u{10FFFD}']);
  });
});
