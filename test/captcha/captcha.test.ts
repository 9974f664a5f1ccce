import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type CaptchaText,
  captchaRoutes,
  checkCaptcha,
  deleteOldCaptchas,
  randomCaptchaText,
} from '../../src/captcha/index.js';
import { drawPicture, pictureSize } from '../../src/captcha/picture/draw-picture.js';
import { digitSound } from '../../src/captcha/sound/digit-sounds.js';
import { speakDigits } from '../../src/captcha/sound/speak-digits.js';
import { readWav, sampleRate, writeWav } from '../../src/captcha/sound/wav.js';
import { type Database, inTransaction } from '../../src/database/index.js';
import { describeOnEachDatabase } from '../support/databases.js';
import { ask } from '../web/support/ask.js';
import { type StartedShell, startShell, testMoment } from '../web/support/start-shell.js';
import { seededBytes, seededNumbers } from './support/seeded-random.js';

const minutesLater = (minutes: number) => new Date(testMoment.getTime() + minutes * 60_000);

describeOnEachDatabase('a captcha', (open) => {
  let db: Database;
  let shell: StartedShell;
  let texts: string[];

  beforeAll(async () => {
    ({ db } = await open());
    const captchaText: CaptchaText = () => texts.shift() ?? '000000';
    shell = await startShell({
      routes: () => captchaRoutes({ db, clock: () => testMoment, randomBytes: seededBytes(1), captchaText }),
    });
  });

  async function show(...shown: string[]) {
    texts = [...shown];
    const { headers, value } = shell.sessions.open(undefined);
    for (const _ of shown) await ask(`${shell.url}/captcha/image`, { headers });
    return value;
  }

  const answer = (sessionId: string, text: string, at = testMoment) =>
    inTransaction(db, (trx) => checkCaptcha(trx, { sessionId, answer: text, at }));

  it('is right once', async () => {
    const session = await show('123456');
    expect(await answer(session, '123456')).toBe(true);
    expect(await answer(session, '123456')).toBe(false);
  });

  it('is used up by a wrong answer too', async () => {
    const session = await show('123456');
    expect(await answer(session, '123457')).toBe(false);
    expect(await answer(session, '123456')).toBe(false);
  });

  it('forgives full-width digits and blanks', async () => {
    expect(await answer(await show('123456'), ' １２３ ４５６ ')).toBe(true);
  });

  it('counts until five minutes have passed', async () => {
    expect(await answer(await show('123456'), '123456', new Date(minutesLater(5).getTime() - 1))).toBe(true);
    expect(await answer(await show('123456'), '123456', minutesLater(5))).toBe(false);
  });

  it('is the one drawn last', async () => {
    const session = await show('111111', '222222');
    expect(await answer(session, '111111')).toBe(false);
    expect(await answer(await show('111111', '222222'), '222222')).toBe(true);
  });

  it('belongs to its session', async () => {
    await show('123456');
    expect(await answer('another session', '123456')).toBe(false);
  });

  it('is not stored as it reads', async () => {
    const session = await show('123456');
    const row = await db('captchas').where({ session_id: session }).first();
    expect(JSON.stringify({ ...row, text_hash: row.text_hash.toString('latin1') })).not.toContain('123456');
  });

  it('is removed when nobody can answer it any more', async () => {
    await deleteOldCaptchas(db, minutesLater(60));
    const session = await show('123456');
    expect(await deleteOldCaptchas(db, minutesLater(4))).toBe(0);
    expect(await deleteOldCaptchas(db, minutesLater(5))).toBe(1);
    expect(await answer(session, '123456')).toBe(false);
  });

  it('is drawn for nobody without a session', async () => {
    expect((await ask(`${shell.url}/captcha/image`)).status).toBe(403);
  });

  it('can be heard in the language of the page, and then the sound counts', async () => {
    const session = await show('111111');
    texts = ['222222'];
    const cookie = `__Host-session=${session}; lang=en`;
    const sound = await ask(`${shell.url}/captcha/sound`, { headers: { cookie } });
    expect([sound.status, sound.headers.get('content-type')]).toEqual([200, 'audio/wav']);
    expect(sound.headers.get('cache-control')).toBe('no-store');
    expect(await answer(session, '222222')).toBe(true);
  });
});

describe('the picture', () => {
  it('is a PNG of the size it says, whose rows are whole', () => {
    const png = drawPicture('0123456789', seededNumbers(7));
    expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([pictureSize.width, pictureSize.height]);
    const at = png.indexOf('IDAT');
    const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
    expect(rows.length).toBe((pictureSize.width + 1) * pictureSize.height);
  });

  it('is another one each time, also of the same digits', () => {
    const random = seededNumbers(7);
    expect(drawPicture('123456', random).equals(drawPicture('123456', random))).toBe(false);
  });

  it('takes digits only', () => {
    expect(() => drawPicture('12a456', seededNumbers(7))).toThrow(TypeError);
  });
});

describe('the sound', () => {
  it.each(['zh-Hant', 'en'] as const)('in %s is a WAV as long as its digits and pauses', (language) => {
    const sound = speakDigits('135790', language, seededNumbers(3));
    expect(sound.toString('latin1', 0, 4)).toBe('RIFF');
    expect(sound.readUInt32LE(4)).toBe(sound.length - 8);
    expect(sound.readUInt32LE(40)).toBe(sound.length - 44);
    const spoken =
      [...'135790'].reduce((sum, digit) => sum + digitSound(language, digit).length, 0) / sampleRate;
    const seconds = readWav(sound).length / sampleRate;
    expect(seconds).toBeGreaterThan(spoken / 1.07 + 0.3 + 6 * 0.45 - 0.01);
    expect(seconds).toBeLessThan(spoken / 0.93 + 0.5 + 6 * 0.8 + 0.01);
  });

  it('says each digit long enough to be heard, and no two alike', () => {
    const lengths = [...'0123456789'].map((digit) => digitSound('zh-Hant', digit).length / sampleRate);
    expect(Math.min(...lengths)).toBeGreaterThan(0.2);
    expect(new Set([...'0123456789'].map((digit) => digitSound('en', digit).join())).size).toBe(10);
  });

  it('comes back as it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -32767, max: 32767 })), (levels) => {
        const samples = Float32Array.from(levels, (level) => level / 32768);
        const error = readWav(writeWav(samples)).map((sample, at) => Math.abs(sample - (samples[at] ?? 0)));
        return error.every((one) => one < 1 / 16_000);
      }),
    );
  });
});

describe('the digits', () => {
  it('are six, each as likely as any other', () => {
    const next = randomCaptchaText(seededBytes(5));
    const counts = new Array<number>(10).fill(0);
    for (let round = 0; round < 2000; round += 1) {
      const text = next();
      expect(text).toMatch(/^\d{6}$/);
      for (const digit of text) counts[Number(digit)] = (counts[Number(digit)] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1200)).toBeLessThan(150);
  });
});
