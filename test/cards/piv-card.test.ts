import { createHash, generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createPivCard, type PivCard } from './virtual/piv-card.js';
import { findValue, tlv } from './virtual/tlv.js';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const key = { privateKey, certificate: Buffer.from('3000', 'hex') };
const pin = '246810';
const puk = '86420975';
const digest = createHash('sha256').update('data').digest();

function makeCard(): PivCard {
  return createPivCard({ keys: { '9a': key, '9c': key }, pin, puk, guid: '00'.repeat(16) });
}

function send(card: PivCard, header: string, data: Buffer = Buffer.alloc(0)): Buffer {
  return card.respond(Buffer.concat([Buffer.from(header, 'hex'), Buffer.from([data.length]), data]));
}

function padded(...secrets: readonly string[]): Buffer {
  return Buffer.from(
    secrets.map((secret) => Buffer.from(secret).toString('hex').padEnd(16, 'f')).join(''),
    'hex',
  );
}

function verifyPin(card: PivCard, typed: string): string {
  return send(card, '00200080', padded(typed)).toString('hex');
}

function use(card: PivCard, reference: '9a' | '9c'): Buffer {
  return send(card, `008711${reference}`, tlv('7c', tlv('82'), tlv('81', digest)));
}

describe('the virtual PIV card', () => {
  it('signs a digest with P-256 as node:crypto verifies it', () => {
    const card = makeCard();
    for (let count = 0; count < 50; count += 1) {
      verifyPin(card, pin);
      const signature = findValue(0x82, findValue(0x7c, use(card, '9a')) ?? Buffer.alloc(0));
      expect(verify('sha256', Buffer.from('data'), publicKey, signature ?? Buffer.alloc(0))).toBe(true);
    }
  });

  it('uses no key without the PIN, and the one for documents only right after it', () => {
    const card = makeCard();
    expect(use(card, '9a').toString('hex')).toBe('6982');
    verifyPin(card, pin);
    expect(use(card, '9c').subarray(-2).toString('hex')).toBe('9000');
    expect(use(card, '9c').toString('hex')).toBe('6982');
    expect(use(card, '9a').subarray(-2).toString('hex')).toBe('9000');
    card.reset();
    expect(use(card, '9a').toString('hex')).toBe('6982');
  });

  it('counts three wrong PINs, also over a reset, and a right one sets the count back', () => {
    const card = makeCard();
    expect([verifyPin(card, '000000'), verifyPin(card, pin), verifyPin(card, '000000')]).toEqual([
      '63c2',
      '9000',
      '63c2',
    ]);
    card.reset();
    expect([verifyPin(card, '000000'), verifyPin(card, '000000'), verifyPin(card, pin)]).toEqual([
      '63c1',
      '6983',
      '6983',
    ]);
  });

  it('is unlocked by the PUK, which has three tries too, and changes its PIN', () => {
    const card = makeCard();
    for (let count = 0; count < 3; count += 1) verifyPin(card, '000000');
    expect(send(card, '002c0080', padded('00000000', '135790')).toString('hex')).toBe('63c2');
    expect(send(card, '002c0080', padded(puk, '135790')).toString('hex')).toBe('9000');
    expect(send(card, '00240080', padded('135790', '975310')).toString('hex')).toBe('9000');
    expect([verifyPin(card, '135790'), verifyPin(card, '975310')]).toEqual(['63c2', '9000']);
    for (let count = 0; count < 3; count += 1) send(card, '002c0080', padded('00000000', pin));
    expect(send(card, '002c0080', padded(puk, pin)).toString('hex')).toBe('6983');
  });
});
