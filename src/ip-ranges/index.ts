export { type AddressKey, addressKey, familyOf, formatAddress } from './address.js';
export { isAdmitted } from './admit.js';
export { formatOnForm, formatRange, formatSpan } from './format.js';
export { parseForwarded, parseRange, parseRanges } from './parse.js';
export {
  type AddressSpan,
  countAddresses,
  defaultWidths,
  type IpRange,
  type RangeSettings,
  type RangeWidths,
} from './range.js';
