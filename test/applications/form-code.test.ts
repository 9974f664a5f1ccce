import { beforeAll, beforeEach, expect, it } from 'vitest';
import {
  type ApplicationWithForm,
  attachScan,
  checkApplication,
  listDocuments,
} from '../../src/applications/index.js';
import { describeOnEachDatabase } from '../support/databases.js';
import { emptyGround, type Ground, newAccounts, openGround, ranges, scan } from './support/ground.js';

describeOnEachDatabase('the QR code on the scan of a form', (open) => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await openGround((await open()).db);
  });
  beforeEach(() => emptyGround(ground));

  async function attach(filed: ApplicationWithForm, codes: readonly string[]) {
    const { services, by } = ground;
    return attachScan(services, { ...filed, file: { ...scan(), codes } }, by('manager01'));
  }

  async function checkOf(application: ApplicationWithForm) {
    const checks = await checkApplication(
      { ...ground.services, formSettings: ranges },
      application,
      ground.now,
    );
    return checks.find(({ name }) => name === 'scan-of-this-form')?.outcome;
  }

  it('is compared with the application and told at the desk', async () => {
    const filed = await ground.file(newAccounts('reporter', 'tester111'), 'manager01');
    expect(await checkOf(filed)).toBe(undefined);
    const unread = await attach(filed, ['https://hospital.example/']);
    expect(await checkOf(unread)).toBe('look');
    const read = await attach(unread, [filed.reference]);
    expect(await checkOf(read)).toBe('good');
    const [last, first] = await listDocuments(ground.db, filed.id);
    expect([first?.formCode, last?.formCode].sort()).toEqual(['match', 'not-found']);
  });

  it('of another application is refused, and nothing is attached', async () => {
    const filed = await ground.file(newAccounts('reporter', 'tester111'), 'manager01');
    const params = { found: 'C1151122-7K3M9Q', expected: filed.reference };
    await expect(attach(filed, ['C1151122-7K3M9Q'])).rejects.toMatchObject({
      code: 'ERR_SCAN_OTHER_FORM',
      params,
    });
    expect(await listDocuments(ground.db, filed.id)).toEqual([]);
    expect(await ground.read(filed.reference)).toMatchObject({
      version: filed.version,
      state: 'awaiting-scan',
    });
  });
});
