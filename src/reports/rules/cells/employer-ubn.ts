/**
 * Whether eight digits are a 統一編號 by the rule of 2023 (sum of the digits of the weighted digits divisible by 5; a
 * seventh digit 7 may count one more). The same as `isBan` of taiwan-id-validator, which a property test shows.
 *
 * @param bytes ASCII digits
 * @param start where the eight digits begin
 */
export function isEmployerUbn(bytes: Uint8Array, start: number): boolean {
  let sum = 0;
  for (let i = 0; i < 8; i += 1) {
    const product = ((bytes[start + i] ?? 0) - 48) * (weights[i] ?? 0);
    sum += Math.floor(product / 10) + (product % 10);
  }
  return sum % 5 === 0 || (bytes[start + 6] === 0x37 && (sum + 1) % 5 === 0);
}

const weights = [1, 2, 1, 2, 1, 2, 4, 1];
