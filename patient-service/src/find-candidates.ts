import type { Queryable, Transaction } from '@hms/service-kit/database';
import { currentRequest } from '@hms/service-kit/request-context';
import { matchScore, matchThreshold, type Match, type NamesCompared, type Person } from './match-score';
import type { PatientFields } from './schemas';

interface Summary {
  id: string;
  mrn: string;
  givenName: string | null;
  familyName: string | null;
  birthDate: string | null;
  gender: string;
  phone: string | null;
}

/** Somebody who is there already, and why the new patient may be the same person. */
export type Candidate = Match & { patient: Summary };

/**
 * Those who share the birth date, the words of the name or its letters, the phone number or the e-mail address; nobody else
 * is compared. Each of the five is one index.
 */
const sharing = `
  select p.*, asked.given, asked.family
  from (select $1::text as given, $2::text as family, $3::text as born, $4::text as phone, $5::text as email) asked
  join patients p on p.id = any(array(
    select id from patients where birth_date = $3 or length($3) = 10 and birth_date in (left($3, 7), left($3, 4))
    union select id from patients where name_key(given_name, family_name) = name_key($1, $2)
    union select id from patients where name_letters(given_name, family_name) = name_letters($1, $2)
    union select id from patients where phone = $4
    union select id from patients where lower(email) = lower($5)
  ))`;

/** At most ten, the likeliest first. */
export const findCandidates = async (db: Queryable, patient: PatientFields): Promise<Candidate[]> => {
  const { givenName, familyName, birthDate, phone, email } = patient;
  const rows = await db.query<{ summary: Summary; person: Person; names: NamesCompared }>(
    `select
       json_build_object('id', id, 'mrn', mrn, 'givenName', given_name, 'familyName', family_name,
         'birthDate', birth_date, 'gender', gender, 'phone', phone) as summary,
       json_build_object('birthDate', birth_date, 'gender', gender, 'phone', phone, 'email', email,
         'address', address) as person,
       json_build_object('given', name_match(given, given_name), 'family', name_match(family, family_name),
         'givenToFamily', name_match(given, family_name), 'familyToGiven', name_match(family, given_name),
         'whole', whole_name_match(given, family, given_name, family_name),
         'inOneField', (given is null) <> (given_name is null) or (family is null) <> (family_name is null)) as names
     from (${sharing}) shared`,
    [givenName, familyName, birthDate, phone, email],
  );
  // who does not see a restricted patient is not told of one
  const isHidden = currentRequest()?.sight?.isHidden ?? (() => false);
  return rows
    .filter(({ summary }) => !isHidden(summary.id))
    .map(({ summary, person, names }) => ({ patient: summary, ...matchScore(patient, person, names) }))
    .filter(({ score }) => score >= matchThreshold)
    .sort((a, b) => b.score - a.score)
    .slice(0, 10);
};

/**
 * Until the transaction ends, no other registration that shares one of the five is compared. Two at once would each find
 * nobody; a constraint cannot help, because to be alike is no equality.
 */
export const takeTurns = async (tx: Transaction, patient: PatientFields): Promise<void> => {
  const { givenName, familyName, birthDate, phone, email } = patient;
  await tx.query(
    // in order, so that they do not wait for each other in a circle
    `select pg_advisory_xact_lock(turn) from (
       select distinct hashtextextended(kind || value, 0) as turn
       from (values ('birth date ', $3), ('name ', name_key($1, $2)), ('letters ', name_letters($1, $2)),
         ('phone ', $4), ('email ', lower($5))) as shared (kind, value)
       where value is not null
       order by turn offset 0
     ) turns`,
    [givenName, familyName, birthDate, phone, email],
  );
};
