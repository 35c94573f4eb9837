// of the currencies that the proof uses; written down here once more, apart from the services
const scales: Record<string, number> = { JPY: 1, KWD: 1000 };
const scaleOf = (currency: string) => scales[currency] ?? 100;

/** 99.95 USD -> 9995 */
export const minor = (amount: unknown, currency: string): number => Math.round(Number(amount) * scaleOf(currency));

/** 9995 USD -> 99.95 */
export const major = (amount: number, currency: string): number => amount / scaleOf(currency);
