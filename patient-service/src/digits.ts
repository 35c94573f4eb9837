/** Unicode has the ten digits of a script side by side, beginning with zero. */
const digitOf = (digit: string): string => {
  const code = digit.codePointAt(0) ?? 0;
  let after = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - after - 1))) after++;
  return String(after % 10);
};

/** Returns the text with the digits of any script, full width included, as 0 to 9. */
export function withLatinDigits(text: string): string {
  return text.normalize('NFKC').replace(/\p{Nd}/gu, digitOf);
}
