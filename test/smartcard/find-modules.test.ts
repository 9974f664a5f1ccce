import { describe, expect, it } from 'vitest';
import { findModules, type ModuleSearch } from '../../smartcard/pkcs11/find-modules.js';

function computer(platform: NodeJS.Platform, files: Readonly<Record<string, string>>): ModuleSearch {
  return {
    platform,
    exists: (path) => Object.hasOwn(files, path),
    realPath: (path) => files[path] ?? path,
  };
}

describe('card modules', () => {
  it('are found in the known places, HiCOS before OpenSC', () => {
    const windows = computer('win32', {
      'C:/Windows/System32/opensc-pkcs11.dll': 'C:/Windows/System32/opensc-pkcs11.dll',
      'C:/Windows/System32/HiCOSPKCS11.dll': 'C:/Windows/System32/HiCOSPKCS11.dll',
      'C:/Windows/System32/HCAPKCS11.dll': 'C:/Windows/System32/HCAPKCS11.dll',
    });
    expect(findModules([], windows)).toEqual([
      { family: 'HiCOS', path: 'C:/Windows/System32/HiCOSPKCS11.dll' },
      { family: 'HCA', path: 'C:/Windows/System32/HCAPKCS11.dll' },
      { family: 'OpenSC', path: 'C:/Windows/System32/opensc-pkcs11.dll' },
    ]);
  });

  it('known by name only are looked for in the folders of libraries', () => {
    const mac = computer('darwin', {
      '/usr/local/lib/libHicos_p11v1.dylib': '/usr/local/lib/libHicos_p11v1.dylib',
    });
    expect(findModules([], mac)).toEqual([{ family: 'HiCOS', path: '/usr/local/lib/libHicos_p11v1.dylib' }]);
  });

  it('are asked once, though two places lead to them', () => {
    const real = '/usr/lib/softhsm/libsofthsm2.so';
    const linux = computer('linux', {
      [real]: real,
      '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so': real,
    });
    expect(findModules([], linux)).toEqual([{ family: 'SoftHSM 2', path: real }]);
  });

  it('are none on a computer without any', () => {
    expect(findModules([], computer('linux', {}))).toEqual([]);
  });

  it('that are configured replace the known places, and must be named by their whole path', () => {
    expect(findModules(['/opt/card.so'], computer('linux', {}))).toEqual([
      { family: 'configured', path: '/opt/card.so' },
    ]);
    expect(() => findModules(['card.so'])).toThrow(
      new TypeError('Give the whole path of the card module instead of "card.so".'),
    );
  });
});
