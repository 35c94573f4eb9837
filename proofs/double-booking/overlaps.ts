export interface Appointment {
  id: string;
  doctorId: string;
  patientId: string;
  time: string;
  endTime: string;
  status: string;
}

/** Counts those that begin before another of the same doctor or patient has ended. */
export const overlapsAmong = (appointments: Appointment[], whose: 'doctorId' | 'patientId'): number => {
  const sorted = [...appointments].sort(
    (a, b) => a[whose].localeCompare(b[whose]) || Date.parse(a.time) - Date.parse(b.time),
  );
  return sorted.filter((next, i) => {
    const before = sorted[i - 1];
    return before?.[whose] === next[whose] && Date.parse(before.endTime) > Date.parse(next.time);
  }).length;
};

/** Counts the live appointments of the whole database, and the pairs of them that overlap. */
export const overlapsInDatabase = `
  with live as (
    select id, doctor_id, patient_id, overbook_reason, tstzrange(start_at, end_at) as during
    from appointments where status not in ('cancelled', 'noshow'))
  select
    (select count(*)::integer from live) as live,
    (select count(*)::integer from live a join live b on a.doctor_id = b.doctor_id and a.id < b.id and a.during && b.during
     where a.overbook_reason is null and b.overbook_reason is null) as doctors,
    (select count(*)::integer from live a join live b on a.patient_id = b.patient_id and a.id < b.id and a.during && b.during) as patients`;
