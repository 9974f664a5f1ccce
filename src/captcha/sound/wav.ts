/** Samples a second of every sound of the captcha. */
export const sampleRate = 8000;

/** Samples between -1 and 1, one channel. */
export type Samples = Float32Array;

/**
 * Reads a WAV file of the form that `writeWav` writes.
 *
 * @throws TypeError when it is another form: the sounds are our own files
 */
export function readWav(file: Buffer): Samples {
  const isOurs =
    file.toString('latin1', 0, 4) === 'RIFF' &&
    file.toString('latin1', 8, 16) === 'WAVEfmt ' &&
    file.readUInt16LE(20) === 1 &&
    file.readUInt16LE(22) === 1 &&
    file.readUInt32LE(24) === sampleRate &&
    file.readUInt16LE(34) === 16;
  if (!isOurs) throw new TypeError('A sound of the captcha is not 8 kHz, 16 bit, mono.');
  const samples = new Float32Array((file.length - headerSize) / 2);
  for (let at = 0; at < samples.length; at += 1) samples[at] = file.readInt16LE(headerSize + at * 2) / 32768;
  return samples;
}

/** Writes WAV: PCM, 8 kHz, 16 bit, mono. */
export function writeWav(samples: Samples): Buffer {
  const size = samples.length * 2;
  const file = Buffer.alloc(headerSize + size);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(36 + size, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(sampleRate, 24);
  file.writeUInt32LE(sampleRate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(size, 40);
  samples.forEach((sample, at) => {
    const bounded = Math.max(-1, Math.min(1, sample));
    file.writeInt16LE(Math.round(bounded * 32767), headerSize + at * 2);
  });
  return file;
}

const headerSize = 44;
