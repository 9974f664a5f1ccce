import { describe, expect, it } from 'vitest';
import { printable } from '../../smartcard/consent/printable.js';

describe('a name that is shown before consent', () => {
  it.each([
    ['turns the direction of writing around', 'report\u202Efdp.exe', 'report�fdp.exe'],
    ['begins another line', 'a\r\nb\u2028c', 'a��b�c'],
    ['moves the cursor', '\u001B[2Ja', '�[2Ja'],
    ['hides a character', 'a\u200Bb\u00ADc\u3164d\u2800e', 'a�b�c�d�e'],
    ['is broken UTF-16', 'a\uD800b', 'a�b'],
  ])('and %s shows it', (_how, name, shown) => {
    expect(printable(name)).toBe(shown);
  });

  it.each([
    ['the dot of indigenous names', '瓦歷斯·諾幹'],
    ['a character outside the basic plane', '𠮷田'],
    ['a private-use character from Big5', '陳\uE000'],
    ['a chosen form of a character', '葛\u{E0100}城'],
    ['an accent', 'José'],
  ])('stays as it is with %s', (_what, name) => {
    expect(printable(name)).toBe(name);
  });
});
