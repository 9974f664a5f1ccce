// Makes the sounds of the digits for the spoken captcha, src/captcha/sounds/<language>/<digit>.wav: 8 kHz, 16 bit, mono.
// They are kept in the repository; run this again only to change them. Needs espeak-ng (apt-get install espeak-ng).
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'src', 'captcha', 'sounds');

const voices = {
  'zh-Hant': { voice: 'cmn', words: ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'] },
  en: {
    voice: 'en-us',
    words: ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
  },
};

const targetRate = 8000;

for (const [language, { voice, words }] of Object.entries(voices)) {
  mkdirSync(join(folder, language), { recursive: true });
  for (const [digit, word] of words.entries()) {
    const spoken = execFileSync('espeak-ng', ['-v', voice, '-s', '125', '-a', '150', '--stdout', word]);
    const { rate, samples } = readWav(spoken);
    const sound = levelled(trimmed(resampled(samples, rate)));
    writeFileSync(join(folder, language, `${digit}.wav`), writeWav(sound));
  }
}

/** espeak-ng writes to a pipe, so the lengths in its header are not to be trusted: the data run to the end. */
function readWav(file) {
  const data = file.indexOf('data') + 8;
  const samples = [];
  for (let at = data; at + 1 < file.length; at += 2) samples.push(file.readInt16LE(at) / 32768);
  return { rate: file.readUInt32LE(24), samples };
}

/** A windowed sinc below half the target rate, evaluated where the new samples fall. */
function resampled(samples, rate) {
  const step = rate / targetRate;
  const reach = Math.ceil(step * 16);
  return Array.from({ length: Math.floor(samples.length / step) }, (_, index) => {
    const centre = index * step;
    let sum = 0;
    for (let at = Math.ceil(centre - reach); at <= centre + reach; at += 1) {
      const distance = at - centre;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / reach);
      sum += (samples[at] ?? 0) * sinc((distance * 0.94) / step) * window;
    }
    return (sum * 0.94) / step;
  });
}

function sinc(x) {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Without the silence around the word, but for a hundredth of a second. */
function trimmed(samples) {
  const loud = (sample) => Math.abs(sample) > 0.01;
  const margin = targetRate / 100;
  const from = Math.max(0, samples.findIndex(loud) - margin);
  return samples.slice(from, samples.findLastIndex(loud) + margin);
}

function levelled(samples) {
  const peak = Math.max(...samples.map(Math.abs));
  return samples.map((sample) => (sample / peak) * 0.8);
}

function writeWav(samples) {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.length * 2, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(targetRate, 24);
  header.writeUInt32LE(targetRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.length * 2, 40);
  const data = Buffer.alloc(samples.length * 2);
  samples.forEach((sample, index) => {
    data.writeInt16LE(Math.round(sample * 32767), index * 2);
  });
  return Buffer.concat([header, data]);
}
