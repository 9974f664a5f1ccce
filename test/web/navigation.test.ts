import { describe, expect, it } from 'vitest';
import type { Role } from '../../src/roles.js';
import { menuFor, type NavigationItem, navigationFor } from '../../src/web/navigation.js';

const menu = { href: '/agency', text: 'menu' };
const items: readonly NavigationItem[] = [
  { href: '/desk', text: 'desk', who: ['reviewer', 'supervisor'] },
  {
    href: '/cards',
    text: 'cards',
    who: ['manager', 'supervisor'],
    inMenu: { of: ['supervisor'], hint: 'hint' },
  },
  { href: '/trust', text: 'trust', who: ['supervisor'], inMenu: { of: ['supervisor'], hint: 'hint' } },
  { href: '/login', text: 'login', who: 'not-signed-in' },
  { href: '/help/card', text: 'help', who: 'anyone' },
];
const actor = (role: Role) => ({
  accountId: 1,
  userName: 'somebody',
  name: '某某',
  role,
  institution: null,
  mustDo: 'nothing' as const,
});
const textsFor = (role: Role | undefined, path = '/') =>
  navigationFor(role && actor(role), items, path, menu).map(({ text }) => text);

describe('the main navigation', () => {
  it('keeps what is marked for somebody’s menu on the page of the menu, before the help', () => {
    expect(textsFor('supervisor')).toEqual(['desk', 'menu', 'help']);
    expect(menuFor(actor('supervisor'), items).map(({ text }) => text)).toEqual(['cards', 'trust']);
  });

  it('marks the link to the menu as such, on the pages that are listed there too', () => {
    const menuOn = (path: string) =>
      navigationFor(actor('supervisor'), items, path, menu).filter(({ isMenu }) => isMenu);
    expect(menuOn('/trust/add')).toEqual([{ ...menu, current: false, active: true, isMenu: true }]);
    expect(menuOn('/desk')).toEqual([{ ...menu, current: false, active: false, isMenu: true }]);
  });

  it('shows the same link as a main one to those for whom it is not marked, and no empty menu', () => {
    expect(textsFor('manager')).toEqual(['cards', 'help']);
    expect(textsFor('reviewer')).toEqual(['desk', 'help']);
    expect(textsFor(undefined)).toEqual(['login', 'help']);
  });

  it('marks a link on the pages elsewhere that belong to it', () => {
    const accounts = {
      href: '/accounts',
      text: 'accounts',
      who: 'anyone',
      pages: ['/idle-accounts'],
    } as const;
    const isMarked = (path: string) => {
      const [link] = navigationFor(undefined, [accounts], path);
      return link?.current === true || link?.active === true;
    };
    expect(['/accounts', '/accounts/x', '/idle-accounts', '/idle-accounts/x'].map(isMarked)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['/', '/idle-accounts.csv', '/idle'].map(isMarked)).toEqual([false, false, false]);
  });

  it('marks the nearest of two links of which one leads below the other', () => {
    const desk = [
      { href: '/desk', text: 'desk', who: 'anyone' },
      { href: '/desk/letters', text: 'letters', who: 'anyone' },
    ] as const;
    const marks = (path: string) =>
      navigationFor(undefined, desk, path)
        .filter(({ current, active }) => current || active)
        .map(({ text }) => text);
    expect(['/desk', '/desk/applications/x', '/desk/letters', '/desk/letters/x'].map(marks)).toEqual([
      ['desk'],
      ['desk'],
      ['letters'],
      ['letters'],
    ]);
  });

  it('marks the menu while a page in it, or below one, is shown', () => {
    const marks = (path: string) =>
      navigationFor(actor('supervisor'), items, path, menu)
        .filter(({ current, active }) => current || active)
        .map(({ text, current }) => ({ text, current }));
    expect(marks('/agency')).toEqual([{ text: 'menu', current: true }]);
    expect(marks('/trust')).toEqual([{ text: 'menu', current: false }]);
    expect(marks('/cards/reporter01/unbind')).toEqual([{ text: 'menu', current: false }]);
    expect(marks('/desk')).toEqual([{ text: 'desk', current: true }]);
  });
});
