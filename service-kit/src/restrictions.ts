import { setTimeout as pause } from 'node:timers/promises';
import { isService, type Caller } from './caller';
import type { Queryable } from './database';
import { defineProblem, unavailable } from './problem';
import { outsideRequest, type Sight } from './request-context';

/** A patient whose record is restricted, and who may see it all the same. Times are instants in UTC. */
export interface Restriction {
  patientId: string;
  /** By `sub` of the token (of any issuer, where none is named), or by `doctor_id`. */
  careTeam: { issuer?: string | null; subject?: string | null; doctorId?: string | null }[];
  /** Who has broken the glass, until when, and why. */
  glasses: { issuer: string; subject: string; until: string; reason: string }[];
}

interface RestrictionsRead {
  /** Changes with any of them. */
  stamp: string;
  /** Undefined where they are those of the stamp that was sent. */
  restrictions?: Restriction[] | undefined;
}

/** Where they come from: the owner's database, or the owner. Throws or rejects where they cannot be had. */
export type RestrictionSource = (stamp: string | undefined) => Promise<RestrictionsRead>;

export interface Restrictions {
  /**
   * Undefined: nothing is hidden from this caller. Throws a 503 problem where it is not known what is restricted. At once where
   * that was asked a moment ago.
   */
  sightOf(caller: Caller): Sight | undefined | Promise<Sight | undefined>;
  /** Asks until it is known for the first time, so that staff find it so, whatever is down by then. */
  begin(): void;
  /** Has the next caller ask again; for a refusal. */
  forget(): void;
  /** The same for what was changed here: until the source has said it, nobody is shown anything by what was known before. */
  changed(): void;
}

export const restrictedPatient = defineProblem(
  { type: 'restricted-patient', status: 403, title: "The patient's record is restricted" },
  (patientId: string) => ({
    detail: `Only the care team sees this record. In an emergency break the glass, which the auditor reviews: POST /patients/${patientId}/break-glass of patient-service, with a reason.`,
    members: { patientId },
  }),
);

/** So old may be what is asked by. A glass that was broken elsewhere counts at once, because a refusal asks anew. */
const freshMs = 2000;
/** So long a request waits for the source where what is known still counts. */
const patienceMs = 300;

/**
 * Knows which patients are restricted: asks the source at most every two seconds, keeps the last response in the database, and
 * goes on with it while the source does not respond, for `staleMinutes` at most. After that nobody is shown anything, as where
 * there is no source.
 */
export function openRestrictions(
  db: Queryable,
  source: RestrictionSource | undefined,
  staleMinutes: number,
): Restrictions {
  const staleMs = staleMinutes * 60_000;
  let known = new Map<string, Restriction>();
  let stamp: string | undefined;
  /** When that was so, and when it was kept, on the clock of `Date.now()`. */
  let knownAt = 0;
  let keptAt = 0;
  let askedAt = 0;
  let asking: Promise<void> | undefined;
  /** What was asked before the last `forget` is not enough. */
  let forgets = 0;
  let answered = 0;
  /** The last `forget` that was a change here, and the last that what is known came after. */
  let lastChange = 0;
  let knownSince = 0;

  async function ask(): Promise<void> {
    askedAt = Date.now();
    const asksFor = forgets;
    if (knownAt === 0) await recall();
    try {
      if (!source) throw new Error('nobody says what is restricted');
      const read = await source(stamp);
      if (read.restrictions) known = byPatient(read.restrictions);
      knownAt = askedAt;
      knownSince = asksFor;
      if (read.restrictions || knownAt - keptAt > staleMs / 3) await keep(read.stamp);
      stamp = read.stamp;
    } catch {
      // what is known goes on, as long as it may
    }
    answered = asksFor;
  }

  async function keep(newStamp: string): Promise<void> {
    keptAt = knownAt;
    await db.query(
      `insert into restrictions_known (stamp, known_at, restrictions) values ($1, $2, $3)
       on conflict (only_one) do update
       set stamp = excluded.stamp, known_at = excluded.known_at, restrictions = excluded.restrictions`,
      [newStamp, new Date(knownAt).toISOString(), JSON.stringify([...known.values()])],
    );
  }

  async function recall(): Promise<void> {
    const [row] = await db.query<{ stamp: string; at: string; restrictions: Restriction[] }>(
      `select stamp, known_at::text as at, restrictions from restrictions_known`,
    );
    if (!row) return;
    known = byPatient(row.restrictions);
    stamp = row.stamp;
    knownAt = keptAt = Date.parse(row.at);
  }

  async function refresh(): Promise<void> {
    const needed = forgets;
    asking ??= outsideRequest(ask).finally(() => (asking = undefined));
    await asking;
    // it was under way when somebody said that it would be too old
    if (answered < needed) await (asking ??= outsideRequest(ask).finally(() => (asking = undefined)));
  }

  function begin(): void {
    const again = () => {
      if (Date.now() - knownAt > staleMs) setTimeout(begin, 1000).unref();
    };
    refresh().then(again, again);
  }

  const isKnown = () => knownSince >= lastChange && Date.now() - knownAt <= staleMs;
  const isFresh = () => answered >= forgets && Date.now() - askedAt <= freshMs;
  const sight = (caller: Caller) => (known.size === 0 ? undefined : sightBy(known, caller));

  /** While nothing is known whoever comes asks: patient-service may have begun a moment ago, as where all begin together. */
  async function sightOnceKnown(caller: Caller): Promise<Sight | undefined> {
    const refreshed = refresh();
    // one who does not respond is waited for once, and not by everybody
    await (isKnown() ? Promise.race([refreshed, pause(patienceMs)]) : refreshed);
    if (!isKnown()) throw unavailable('It is not known which records are restricted: patient-service does not say it.');
    return sight(caller);
  }

  return {
    begin,
    forget: () => forgets++,
    changed: () => (lastChange = ++forgets),
    sightOf: (caller) => {
      // what it does was allowed where somebody asked for it
      if (isService(caller)) return undefined;
      return isFresh() && isKnown() ? sight(caller) : sightOnceKnown(caller);
    },
  };
}

function byPatient(restrictions: Restriction[]): Map<string, Restriction> {
  return new Map(restrictions.map((one) => [one.patientId, one]));
}

function sightBy(known: ReadonlyMap<string, Restriction>, caller: Caller): Sight {
  const glassOf = ({ glasses }: Restriction) =>
    glasses.find(
      ({ issuer, subject, until }) =>
        issuer === caller.issuer && subject === caller.subject && Date.parse(until) > Date.now(),
    );
  const isOpen = (restriction: Restriction): boolean =>
    restriction.patientId === caller.patientId || restriction.careTeam.some((member) => isMember(member, caller));
  const isHidden = (patientId: string): boolean => {
    const restriction = known.get(patientId);
    return restriction !== undefined && !isOpen(restriction) && !glassOf(restriction);
  };
  return {
    isHidden,
    hidden: () => [...known.keys()].filter(isHidden),
    reasonFor: (patientIds) => {
      for (const id of patientIds) {
        const restriction = known.get(id);
        if (restriction && !isOpen(restriction)) return glassOf(restriction)?.reason;
      }
      return undefined;
    },
  };
}

function isMember({ issuer, subject, doctorId }: Restriction['careTeam'][number], caller: Caller): boolean {
  if (doctorId) return doctorId === caller.doctorId;
  return subject === caller.subject && (!issuer || issuer === caller.issuer);
}
