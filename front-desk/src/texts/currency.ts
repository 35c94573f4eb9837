/** Currencies whose minor unit is not a hundredth, as ISO 4217 has them; browsers follow another list in which dinars have no fils. */
const decimals: Record<string, number> = {
  ...withDecimals(0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
  ...withDecimals(3, 'BHD IQD JOD KWD LYD OMR TND'),
  ...withDecimals(4, 'CLF UYW'),
};

/** Returns how many decimals the currency has. */
export function decimalsOf(currency: string): number {
  return decimals[currency] ?? 2;
}

/** Returns a service's amount as a whole number of minor units: 99.95 USD is 9995. Nothing is computed with fractions. */
export function toMinor(major: number, currency: string): number {
  const [whole = '0', fraction = ''] = Math.abs(major).toFixed(decimalsOf(currency)).split('.');
  return Number(whole + fraction) * (major < 0 ? -1 : 1);
}

/** Returns minor units as a service wants them: 9995 USD is 99.95. */
export function toMajor(minor: number, currency: string): number {
  return Number(plainAmount(minor, currency, '.'));
}

/** Returns minor units as one types them, without groups: 9995 USD is 99.95 or 99,95. */
export function plainAmount(minor: number, currency: string, decimalSign: string): string {
  const places = decimalsOf(currency);
  const digits = String(Math.abs(minor)).padStart(places + 1, '0');
  const sign = minor < 0 ? '-' : '';
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}${decimalSign}${digits.slice(-places)}`;
}

function withDecimals(places: number, codes: string): Record<string, number> {
  return Object.fromEntries(codes.split(' ').map((code) => [code, places]));
}
