import { expect, it } from 'vitest';
import { parseOrigin } from '../../src/certificates/index.js';

it.each([
  'https://hcd.example.tw',
  'https://hcd.example.tw:8443',
  'https://xn--fsq.tw',
  'https://203.0.113.7',
  'https://[2001:db8::1]:8443',
])('takes %s', (origin) => {
  expect(parseOrigin(origin, { demoMode: false })).toBe(origin);
});

it.each([
  ['https://hcd.example.tw/', 'https://hcd.example.tw'],
  ['https://HCD.example.tw', 'https://hcd.example.tw'],
  ['HTTPS://hcd.example.tw', 'https://hcd.example.tw'],
  ['https://hcd.example.tw:443', 'https://hcd.example.tw'],
  ['https://例.tw', 'https://xn--fsq.tw'],
  ['https://hcd.example.tw/login', 'https://hcd.example.tw'],
  ['https://user@hcd.example.tw', 'https://hcd.example.tw'],
  [' https://hcd.example.tw', 'https://hcd.example.tw'],
  ['https://hcd.example.tw?', 'https://hcd.example.tw'],
  ['https://[2001:DB8:0::1]', 'https://[2001:db8::1]'],
])('tells to write %s as %s', (origin, right) => {
  expect(() => parseOrigin(origin, { demoMode: true })).toThrow(
    new TypeError(`The origin is "${origin}". Browsers write it "${right}": write it exactly so.`),
  );
});

it.each([
  '',
  'hcd.example.tw',
  'http://hcd.example.tw',
  'ftp://hcd.example.tw',
  'null',
  'https://',
  'file:///x',
])('refuses %s', (origin) => {
  expect(() => parseOrigin(origin, { demoMode: true })).toThrow('Write https:// and the host people type');
});

it('takes localhost without TLS in demo mode only, and no other name of this machine', () => {
  expect(parseOrigin('http://localhost:3000', { demoMode: true })).toBe('http://localhost:3000');
  expect(() => parseOrigin('http://localhost:3000', { demoMode: false })).toThrow(TypeError);
  expect(() => parseOrigin('http://127.0.0.1:3000', { demoMode: true })).toThrow(TypeError);
  expect(() => parseOrigin('http://localhost.example.tw', { demoMode: true })).toThrow(TypeError);
});
