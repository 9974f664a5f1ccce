/** A family of PKCS#11 modules and where each platform keeps them: absolute paths, or bare names to look for. */
export interface ModuleFamily {
  readonly family: string;
  readonly places: Partial<Record<NodeJS.Platform, readonly string[]>>;
}

/** Known modules, in the order in which they are asked. */
export const moduleFamilies: readonly ModuleFamily[] = [
  {
    family: 'HiCOS',
    places: {
      win32: ['C:/Windows/System32/HiCOSPKCS11.dll', 'C:/Windows/SysWOW64/HiCOSPKCS11.dll'],
      darwin: ['libHicos_p11v1.dylib'],
      linux: ['libHicos_p11.so'],
    },
  },
  {
    family: 'HCA',
    places: { win32: ['HCAPKCS11.dll'] },
  },
  {
    family: 'OpenSC',
    places: {
      linux: ['/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so', '/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so'],
      darwin: ['/Library/OpenSC/lib/opensc-pkcs11.so'],
      win32: ['C:/Windows/System32/opensc-pkcs11.dll'],
    },
  },
  {
    family: 'SoftHSM 2',
    places: {
      linux: ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so'],
    },
  },
];

/** Folders in which bare module names are looked for; only ones that an ordinary user cannot write to. */
export const libraryFolders: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    '/usr/lib',
    '/usr/lib64',
    '/usr/lib/x86_64-linux-gnu',
    '/usr/lib/aarch64-linux-gnu',
    '/usr/local/lib',
  ],
  darwin: ['/usr/local/lib', '/Library/HiCOS', '/Library/Frameworks'],
  win32: ['C:/Windows/System32', 'C:/Windows/SysWOW64'],
};
