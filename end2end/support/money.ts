/** Amounts as whole fen, so that sums are exact. */

/** `¥1,234.50` or `100.10` as fen; the first amount of a longer text. */
export function fen(text: string): bigint {
  const found = /(-|−)?\s*¥?\s*([\d,]+)\.(\d\d)/.exec(text);
  if (!found) {
    throw new Error(`no amount in ${JSON.stringify(text)}`);
  }
  const amount = BigInt((found[2] ?? '').replaceAll(',', '')) * 100n + BigInt(found[3] ?? '0');
  return found[1] ? -amount : amount;
}

/** Fen as people read them: `1,234.50`. */
export function grouped(amount: bigint): string {
  const sign = amount < 0n ? '-' : '';
  const digits = (amount < 0n ? -amount : amount).toString().padStart(3, '0');
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return `${sign}${whole}.${digits.slice(-2)}`;
}

/** Fen with the currency sign: `¥1,234.50`. */
export function yuan(amount: bigint): string {
  return `¥${grouped(amount)}`;
}
