import { useSession } from '../api/session';
import { decimalsOf, plainAmount, toMajor } from './currency';
import type { Language } from '../begin/preferences';
import { useLanguage } from './language';

/** Digits stay Latin in Arabic as well: numbers of files, phones and receipts are read beside them. */
const locales: Record<Language, string> = {
  en: navigator.language.startsWith('en') ? navigator.language : 'en-GB',
  ar: 'ar-u-hc-h23-nu-latn',
};

/** Returns how dates, times and money are written, in the clinic's zone. */
export function useFormat() {
  return useFormatIn(useLanguage().language);
}

/** The same in a language that is not the page's, for what is printed for somebody else. */
export function useFormatIn(language: Language) {
  const { session } = useSession();
  return formatFor(locales[language], session?.timeZone ?? 'UTC');
}

/** Every cell of a calendar asks for it, and the browser takes a tenth of a millisecond to make one. */
const formats = new Map<string, Format>();

function formatFor(locale: string, timeZone: string): Format {
  const name = `${locale} ${timeZone}`;
  const format = formats.get(name) ?? makeFormat(locale, timeZone);
  formats.set(name, format);
  return format;
}

function makeFormat(locale: string, timeZone: string) {
  const write = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone, ...options });
    return (instant: string | number) => format.format(new Date(instant));
  };
  const isoDay = new Intl.DateTimeFormat('en-CA', { timeZone });
  const day = write({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
  const shortDay = write({ weekday: 'short', day: 'numeric', month: 'short' });
  const plainNumber = new Intl.NumberFormat(locale);
  const parts = plainNumber.formatToParts(1_234_567.5);
  const decimal = parts.find(({ type }) => type === 'decimal')?.value ?? '.';
  const group = parts.find(({ type }) => type === 'group')?.value ?? ',';
  const moneyFormats = new Map<string, Intl.NumberFormat>();
  const moneyFormat = (currency: string) => {
    const digits = { minimumFractionDigits: decimalsOf(currency), maximumFractionDigits: decimalsOf(currency) };
    const format =
      moneyFormats.get(currency) ?? new Intl.NumberFormat(locale, { style: 'currency', currency, ...digits });
    moneyFormats.set(currency, format);
    return format;
  };
  const money = (amount: number, currency: string) => {
    const parts = moneyFormat(currency).formatToParts(amount);
    // isolated: among Arabic letters US$ would read $US
    const isolated = (text: string) => (locale.startsWith('ar') ? `\u2066${text}\u2069` : text);
    return parts.map(({ type, value }) => (type === 'currency' ? isolated(value) : value)).join('');
  };
  const yearOf = (instant: string | number) => isoDay.format(new Date(instant)).slice(0, 4);
  return {
    /** The clinic's day of an instant, as 2026-11-27. */
    dayOf: (instant: string | number) => isoDay.format(new Date(instant)),
    today: () => isoDay.format(new Date()),
    time: write({ hour: '2-digit', minute: '2-digit' }),
    day,
    /** Without the year where it is this one. */
    shortDay: (instant: string) => (yearOf(instant) === yearOf(Date.now()) ? shortDay(instant) : day(instant)),
    dayAndTime: write({ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }),
    month: write({ month: 'long', year: 'numeric' }),
    number: (value: number) => plainNumber.format(value),
    money,
    /** Minor units, as integers. */
    minor: (minor: number, currency: string) => money(toMajor(minor, currency), currency),
    /** As one would type it: without currency and groups. */
    plain: (minor: number, currency: string) => plainAmount(minor, currency, decimal),
    /** What separates decimals and thousands in what is typed. */
    signs: { decimal, group },
    /** A day without a zone, or as much of it as is known. */
    birthDate: (date: string) => {
      const parts = date.split('-').length;
      return new Intl.DateTimeFormat(locale, {
        timeZone: 'UTC',
        year: 'numeric',
        ...(parts > 1 && { month: 'short' }),
        ...(parts > 2 && { day: 'numeric' }),
      }).format(new Date(`${date}${parts === 1 ? '-01-01' : parts === 2 ? '-01' : ''}T00:00:00Z`));
    },
    /** Where 03/02/1980 is the third of February. */
    isDayFirst:
      new Intl.DateTimeFormat(locale).formatToParts(new Date()).find(({ type }) => type === 'day' || type === 'month')
        ?.type === 'day',
  };
}

export type Format = ReturnType<typeof makeFormat>;
