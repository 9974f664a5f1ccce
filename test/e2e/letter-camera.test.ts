import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type ApplicationWithForm,
  declarationVersion,
  drawApplicationForm,
  fileApplication,
  readNewAccountForm,
} from '../../src/applications/index.js';
import { defaultWidths } from '../../src/ip-ranges/index.js';
import { newAccountsOf } from '../applications/support/typed-forms.js';
import { type Installation, startInstallation } from '../support/installation.js';
import { findBarriers, flags, isWiderThanWindow, keepPicture } from '../web/support/browser.js';

const folder = mkdtempSync(join(tmpdir(), 'jianbao-camera-'));
const film = join(folder, 'camera.y4m');
let installation: Installation;
let browser: Browser;
let filed: ApplicationWithForm;

beforeAll(async () => {
  installation = await startInstallation();
  filed = await fileByLetter();
  writeFileSync(film, filmOf(await drawApplicationForm(filed, 'zh-Hant')));
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [...flags, '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`],
  });
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await installation?.stop();
  rmSync(folder, { recursive: true });
});

function fileByLetter(): Promise<ApplicationWithForm> {
  const ranges = { ranges: { demoMode: false, widest: defaultWidths } };
  const { form } = readNewAccountForm(newAccountsOf('manager', ['letterman01']), ranges);
  if (form === undefined) throw new TypeError('The form has nothing to mend.');
  return fileApplication(
    installation.gateway.services.applications,
    { form, language: 'zh-Hant', acceptedDeclaration: declarationVersion },
    { actor: null, address: '203.69.20.5', reference: 'TESTREF', at: new Date() },
  );
}

/** The upper right of the printed form's first page, as a camera held over it sees it: 640 × 480, 8 bits of grey. */
function greyPicture(pdf: Buffer): Buffer {
  const [x, y] = place;
  const cut = ['-x', x, '-y', y, '-W', '640', '-H', '480'].map(String);
  execFileSync('pdftoppm', ['-gray', '-r', '110', ...cut, '-singlefile', '-', join(folder, 'form')], {
    input: pdf,
  });
  return execFileSync('tail', ['-c', String(640 * 480), join(folder, 'form.pgm')]);
}

const place = [270, 0] as const;

/** Half a second of it, which Chromium shows again and again (YUV4MPEG2, 4:2:0). */
function filmOf(pdf: Buffer): Buffer {
  const colours = Buffer.alloc((640 * 480) / 2, 128);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), greyPicture(pdf), colours]);
  const head = Buffer.from('YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420mpeg2\n');
  return Buffer.concat([head, ...Array.from({ length: 5 }, () => frame)]);
}

it('finds the application by the code on the printed form, held before the camera', async () => {
  const { origin, gateway } = installation;
  const token = await installation.logIn('reviewer01');
  const context = await browser.newContext({ extraHTTPHeaders: { authorization: `Bearer ${token}` } });
  await context.grantPermissions(['camera'], { origin });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(`${origin}/desk/letters`);
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole('button', { name: '用相機掃描 QR 碼' }).click();
  await page.waitForURL(`**/desk/letters/${filed.reference}`);
  await keepPicture(page, 'desk letter by camera');
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(filed.reference);
  expect(complaints).toEqual([]);
  expect(await gateway.db('applications').pluck('state')).toEqual(['awaiting-letter']);
  await context.close();
}, 60_000);

it('leaves the number to be typed when the camera is refused', async () => {
  const token = await installation.logIn('reviewer01');
  const context = await browser.newContext({ extraHTTPHeaders: { authorization: `Bearer ${token}` } });
  const page = await context.newPage();
  await page.goto(`${installation.origin}/desk/letters?lang=en`);
  await page.getByRole('button', { name: 'Scan the QR code with the camera' }).click();
  await page.getByText('The camera cannot be used.').waitFor();
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 900 });
    await keepPicture(page, `desk camera refused ${width}`);
    expect(await findBarriers(page)).toEqual([]);
    expect(await isWiderThanWindow(page)).toBe(false);
  }
  await page.locator('#number').fill(filed.reference);
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/desk/letters/${filed.reference}`);
  await context.close();
}, 60_000);
