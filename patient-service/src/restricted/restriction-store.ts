import { needsAnotherPerson } from '@hms/service-kit/approval';
import type { ConstraintProblems, Queryable } from '@hms/service-kit/database';
import type { ListPlan } from '@hms/service-kit/paging';
import { recordsOf } from '@hms/service-kit/records';
import type { Restriction, RestrictionSource } from '@hms/service-kit/restrictions';

export const constraintProblems: ConstraintProblems = {
  restrictions_set_by_another: () => needsAnotherPerson('You cannot be of a care team that you name.'),
  broken_glass_reviewed_by_another: () => needsAnotherPerson('You broke this glass, or lifted this restriction.'),
};

export const restrictions = recordsOf('restriction', 'restrictions');
export const brokenGlass = recordsOf('broken glass', 'broken_glass');

export const brokenGlassList: ListPlan = {
  from: 'broken_glass_view v join broken_glass g on g.id = v.id',
  key: [{ column: 'g.id', type: 'uuid' }],
  direction: 'desc',
  filters: {
    reviewed: '(g.reviewed_at is not null) = ?::boolean',
    patientId: 'g.patient_id = ?::uuid',
    subject: `g.broken_by ->> 'subject' = ?`,
  },
};

/** As other services are told. Its member is `patient`, because it is read every two seconds and shows nobody's data. */
interface Told extends Omit<Restriction, 'patientId'> {
  patient: string;
}

const statement = `
  with told as (
    select coalesce(json_agg(json_build_object('patient', r.id, 'careTeam', r.care_team, 'glasses', (
      select coalesce(json_agg(json_build_object('issuer', g.issuer, 'subject', g.subject, 'until', g.open_until,
        'reason', g.reason) order by g.id), '[]')
      from (
        -- the last of each person
        select distinct on (b.broken_by ->> 'issuer', b.broken_by ->> 'subject')
          b.id, b.broken_by ->> 'issuer' as issuer, b.broken_by ->> 'subject' as subject, b.open_until, b.reason
        from broken_glass b where b.patient_id = r.id and b.open_until > now()
        order by b.broken_by ->> 'issuer', b.broken_by ->> 'subject', b.open_until desc
      ) g
    )) order by r.id), '[]')::text as json
    from restrictions r where r.restricted
  )
  select md5(json) as stamp, case when md5(json) is distinct from $1 then json end as json from told`;

/** Returns who is restricted, and for whom not; without them where `stamp` is still that of them. */
export async function readRestrictions(
  db: Queryable,
  stamp: string | undefined,
): Promise<{ stamp: string; restrictions?: Told[] }> {
  const [row] = await db.query<{ stamp: string; json: string | null }>(statement, [stamp ?? null]);
  if (!row) throw new Error('the restrictions were not to be had');
  return { stamp: row.stamp, ...(row.json !== null && { restrictions: JSON.parse(row.json) as Told[] }) };
}

/** Returns how this service itself knows them. */
export function ownRestrictions(db: Queryable): RestrictionSource {
  return async (known) => {
    const { stamp, restrictions: told } = await readRestrictions(db, known);
    return { stamp, restrictions: told?.map(({ patient, ...rest }) => ({ patientId: patient, ...rest })) };
  };
}
