export { initKeys, type KeyDirectory } from './init-keys.js';
export { KeyFileError, keyFiles, readSecretFile } from './key-files.js';
export type { KeyMaterial, KeyPurpose, KeyUse } from './key-material.js';
export { type DerivedFrom, type DerivedKey, type Keyring, keyring, UnsealError } from './keyring.js';
export { type MasterKey, masterKeyOf, readMasterKey } from './master-key.js';
export { type Keys, MasterKeyMismatchError, type OpenKeysOptions, openKeys } from './open-keys.js';
export type { ChunkRow } from './sealed-chunk.js';
export { type CmsSigner, readCmsSigner, signDetached } from './signing/cms.js';
