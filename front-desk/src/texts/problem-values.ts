/** The problems that people at the desks meet most: the application has words of its own for them. */
export type SpokenProblem =
  | 'slot-taken'
  | 'patient-busy'
  | 'outside-availability'
  | 'time-not-in-future'
  | 'not-due-yet'
  | 'doctor-inactive'
  | 'patient-deceased'
  | 'patient-inactive'
  | 'state-forbids-command'
  | 'not-allowed'
  | 'exceeds-due'
  | 'exceeds-deposit'
  | 'exceeds-refundable'
  | 'bill-cancelled'
  | 'bill-has-payments'
  | 'possible-duplicate-payment'
  | 'needs-another-person'
  | 'refill-too-soon'
  | 'over-dispensed'
  | 'prescription-expired';

/** As much of how the page writes things as a sentence needs. */
interface Format {
  number: (value: number) => string;
  money: (amount: number, currency: string) => string;
  day: (instant: string) => string;
  birthDate: (day: string) => string;
}

/** What a problem carries, as one writes it; undefined where it does not carry it. */
export interface ProblemValues {
  amount: (member: string) => string | undefined;
  number: (member: string) => string | undefined;
  day: (member: string) => string | undefined;
  text: (member: string) => string | undefined;
}

export type Sentence = (values: ProblemValues) => string;

/** Returns the values of a problem's members for its sentence. */
export function problemValues(members: Readonly<Record<string, unknown>>, format: Format): ProblemValues {
  const text = (member: string) => {
    const value = members[member];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const number = (member: string) => {
    const value = members[member];
    return typeof value === 'number' ? value : undefined;
  };
  return {
    text,
    number: (member) => {
      const value = number(member);
      return value === undefined ? undefined : format.number(value);
    },
    amount: (member) => {
      const [value, currency] = [number(member), text('currency')];
      return value === undefined || currency === undefined ? undefined : format.money(value, currency);
    },
    day: (member) => {
      const value = text(member);
      if (value === undefined) return undefined;
      // a day without a time is no instant, and is the same everywhere
      return /^\d{4}-\d\d-\d\d$/.test(value) ? format.birthDate(value) : format.day(value);
    },
  };
}
