import { expect, it } from 'vitest';
import { namesMatch } from '../../src/certificates/index.js';

it.each([
  ['the same name', '陳怡君', '陳怡君', true],
  ['another name', '陳怡君', '陳怡伶', false],
  ['one character more', '陳怡君', '陳怡君君', false],
  ['nothing on both sides', '', '', false],
  ['blanks only', ' ', '\u3000', false],
  ['a full-width space between', '陳　怡君', '陳怡君', true],
  ['spaces around', ' 陳怡君 ', '陳怡君', true],
  ['a zero-width space', '陳\u200b怡君', '陳怡君', true],
  ['a composed and a decomposed letter', 'Renée', 'Rene\u0301e', true],
  ['full-width letters', 'ＬＥＥ', 'LEE', true],
  ['upper and lower case', 'Kolas Yotaka', 'KOLAS YOTAKA', true],
  ['half-width katakana', 'ﾀﾛｳ', 'タロウ', true],
  ['a compatibility ideograph', '\uf9d1正', '六正', true],
  ['a compatibility ideograph of plane 2', '\u{2f800}山', '丽山', true],
  ['a Kangxi radical', '\u2f00心', '一心', true],
  ['an ideographic variation selector', '葛\u{e0100}美', '葛美', true],
  ['the middle dot of an indigenous name', '瓦歷斯·諾幹', '瓦歷斯‧諾幹', true],
  ['a katakana dot against a bullet', '瓦歷斯・諾幹', '瓦歷斯•諾幹', true],
  ['a full-width full stop', '瓦歷斯．諾幹', '瓦歷斯·諾幹', true],
  ['a dot that was left out', '瓦歷斯諾幹', '瓦歷斯·諾幹', true],
  ['a rare character of plane 2', '王𤭢', '王𤭢', true],
  ['a private-use character for a rare one', '王\ue000', '王𤭢', true],
  ['the same, the other way round', '王𤭢', '王\ue000', true],
  ['a private-use character of plane 15', '王\u{f0001}', '王㛢', true],
  ['a private-use character for one that Big5 has', '王\ue000', '王大', false],
  ['a private-use character for a second-level one of Big5', '王\ue000', '王龘', false],
  ['a private-use character for a letter', '王\ue000', '王A', false],
  ['two different private-use characters', '王\ue000', '王\ue001', false],
  ['the same private-use character', '王\ue000', '王\ue000', true],
  ['a private-use character for two characters', '王\ue000', '王𤭢𤭢', false],
  ['a private-use character and another surname', '林\ue000', '王𤭢', false],
])('%s: %s and %s: %s', (_, one, other, expected) => {
  expect(namesMatch(one, other)).toBe(expected);
});
