export { type CardTokens, type CardTokensOptions, makeCardTokens } from './make-card-tokens.js';
export { renewDemoCrls } from './make-crls.js';
export { type DemoPkiOptions, makeDemoPki } from './make-demo-pki.js';
export {
  type DemoAuthority,
  type DemoCard,
  type DemoCertificate,
  type DemoPki,
  demoCard,
  readDemoPki,
} from './manifest.js';
