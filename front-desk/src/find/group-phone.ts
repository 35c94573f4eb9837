import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** Returns a number of E.164 in groups, as its own country writes it: +44 20 7946 0018. */
export const groupPhone = (number: string): string =>
  parsePhoneNumberFromString(number)?.formatInternational() ?? number;
