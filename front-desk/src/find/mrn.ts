const damm = [
  '0317598642', '7092154863', '4206871359', '1750983426', '6123045978',
  '3674209581', '5869720134', '8945362017', '9438617205', '2581436790',
]; // prettier-ignore

/** Returns whether nine digits are a medical record number: the last one checks the others (Damm). */
export function isMrn(digits: string): boolean {
  return (
    /^\d{9}$/.test(digits) &&
    Array.from(digits).reduce((row, digit) => damm[Number(row)]?.[Number(digit)] ?? '', '0') === '0'
  );
}
