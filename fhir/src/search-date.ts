import { NotTaken, type Condition, type SearchParameter } from './search-parameter';

/** What a date of a search spans: from its first moment to the first after it, as PostgreSQL reads them. */
interface Span {
  prefix: string;
  from: string;
  to: string;
  /** Whether it names its zone. */
  isInstant: boolean;
  /** Whether it is of whole days. */
  isOfDays: boolean;
}

const prefixes = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap'];
const form =
  /^([a-z]{2})?(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;
const takes = `must be a date or a time with its zone, such as ge2026-12-01 or 2026-12-01T09:00:00Z; prefixes are ${prefixes.join(', ')}`;

/** Reads a date of any precision with its prefix. Throws `NotTaken`. */
export function spanOf(value: string): Span {
  // an unescaped plus of an offset has become a space
  const [, prefix = 'eq', year = '', month, day, hour, minute, second, fraction, zone = ''] =
    form.exec(value.replace(/ (?=\d\d:\d\d$)/, '+')) ?? [];
  if (year === '' || year < '1800' || year > '2300' || !prefixes.includes(prefix)) throw new NotTaken(takes);
  const written = `${year}-${month ?? '01'}-${day ?? '01'}T${hour ?? '00'}:${minute ?? '00'}:${second ?? '00'}`;
  const first = Date.parse(`${written}Z`);
  // 30 February is no day, though JavaScript takes it for one
  if (isNaN(first) || !new Date(first).toISOString().startsWith(written)) throw new NotTaken(takes);
  const next = new Date(first);
  if (month === undefined) next.setUTCFullYear(next.getUTCFullYear() + 1);
  else if (day === undefined) next.setUTCMonth(next.getUTCMonth() + 1);
  else if (hour === undefined) next.setUTCDate(next.getUTCDate() + 1);
  else if (second === undefined) next.setUTCMinutes(next.getUTCMinutes() + 1);
  else if (fraction === undefined) next.setUTCSeconds(next.getUTCSeconds() + 1);
  const fractions = fraction === undefined ? '' : `.${fraction}`;
  const after = fraction === undefined ? next.toISOString().slice(0, 19) : `${written}.${fraction.padEnd(6, '9')}`;
  return {
    prefix,
    from: written + fractions + zone,
    to: after + zone,
    isInstant: zone !== '',
    isOfDays: hour === undefined,
  };
}

/**
 * An instant. What names no zone is a day or a time on the clock there.
 * @param zone SQL of the zone's name, which may be another for each row
 */
export function instant(
  described: Pick<SearchParameter, 'filter' | 'documentation'>,
  column: string,
  zone = `'UTC'`,
): SearchParameter {
  return date(described, (span) => {
    // the bounds of days become instants, so that an index of the column serves where the zone is one; a time on the clock may
    // have been twice
    const isCompared = span.isInstant || span.isOfDays;
    const at = isCompared ? column : `(${column} at time zone ${zone})`;
    const inZone = (bound: string) => `(${bound}::timestamp at time zone ${zone})`;
    const bound = span.isInstant ? as('timestamptz') : span.isOfDays ? inZone : as('timestamp');
    return { low: at, high: at, bound, isPoint: true, ...(!span.isInstant && { instant: column }) };
  });
}

/** A date that may be known in part, kept as text: `1984`, `1984-07`, `1984-07-23`. */
export function partialDate(
  described: Pick<SearchParameter, 'filter' | 'documentation'>,
  column: string,
): SearchParameter {
  const low = `(${column} || right('-01-01', 10 - length(${column})))::date`;
  const unit = `case length(${column}) when 4 then interval '1 year' when 7 then interval '1 month' else interval '1 day' end`;
  return date(described, () => ({ low, high: `(${low} + ${unit})`, bound: as('timestamp'), isPoint: false }));
}

interface Stored {
  low: string;
  /** The first moment after it; of a point, the point. */
  high: string;
  /** A bound of the span as SQL that it is compared with. @param bound a parameter of the statement */
  bound: (bound: string) => string;
  isPoint: boolean;
  /** The column, where the span is by a clock, which may be another for each row: an index has the column alone. */
  instant?: string;
}

const as = (type: string) => (bound: string) => `${bound}::${type}`;

function date(
  described: Pick<SearchParameter, 'filter' | 'documentation'>,
  stored: (span: Span) => Stored,
): SearchParameter {
  return {
    ...described,
    type: 'date',
    modifiers: [],
    read: (value) => {
      const span = spanOf(value);
      return (bind) => {
        const at = stored(span);
        const exact = compare(span, at, bind);
        const near = at.instant === undefined ? [] : nearby(span, at.instant, bind);
        return near.length > 0 ? `(${[...near, exact].join(' and ')})` : exact;
      };
    },
  };
}

/** No clock is further from UTC than this, nor ever was. */
const furthest = "interval '16 hours'";

/** Conditions that an index serves: whatever the clock, the instant is near the time that it shows. */
function nearby({ prefix, from, to }: Span, column: string, bind: Parameters<Condition>[0]): string[] {
  const since = () => `${column} >= (${bind(from)}::timestamp - ${furthest}) at time zone 'UTC'`;
  const until = () => `${column} < (${bind(to)}::timestamp + ${furthest}) at time zone 'UTC'`;
  if (prefix === 'ne') return [];
  if (['gt', 'ge', 'sa'].includes(prefix)) return [since()];
  return ['lt', 'le', 'eb'].includes(prefix) ? [until()] : [since(), until()];
}

/** As FHIR R4 tells of each prefix (3.1.1.4.5 and 3.1.1.4.6): of two spans, what is stored and what is searched. */
function compare(
  { prefix, from, to }: Span,
  { low, high, bound, isPoint }: Stored,
  bind: Parameters<Condition>[0],
): string {
  // bound where they are used: PostgreSQL refuses a value that is not
  const start = () => bound(bind(from));
  const end = () => bound(bind(to));
  const within = () => `${low} >= ${start()} and ${isPoint ? `${low} < ${end()}` : `${high} <= ${end()}`}`;
  const endsLater = () => (isPoint ? `${low} >= ${end()}` : `${high} > ${end()}`);
  switch (prefix) {
    case 'ne':
      return `not (${within()})`;
    case 'gt':
      return `(${endsLater()})`;
    case 'lt':
      return `(${low} < ${start()})`;
    case 'ge':
      return `(${endsLater()} or ${within()})`;
    case 'le':
      return `(${low} < ${start()} or ${within()})`;
    case 'sa':
      return `(${low} >= ${end()})`;
    case 'eb':
      return isPoint ? `(${low} < ${start()})` : `(${high} <= ${start()})`;
    case 'ap':
      return isPoint ? `(${within()})` : `(${low} < ${end()} and ${high} > ${start()})`;
    default:
      return `(${within()})`;
  }
}
