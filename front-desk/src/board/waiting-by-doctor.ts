import type { Appointment } from '../day/use-calendar';

export interface Row {
  doctor: string;
  specialty: string;
  /** In the order of their times; the first is next. */
  visits: Appointment[];
}

/** Returns who is here, by doctor: in the order of their times, whoever was overbooked or walked in among them. */
export function waitingByDoctor(visits: readonly Appointment[], specialty: string | undefined): Row[] {
  const rows = new Map<string, Row>();
  for (const visit of visits.toSorted((a, b) => Date.parse(a.time) - Date.parse(b.time))) {
    const { doctor, doctorId, status } = visit;
    if (status !== 'arrived' || !doctor || (specialty !== undefined && doctor.specialty !== specialty)) continue;
    const row = rows.get(doctorId) ?? { doctor: doctor.name, specialty: doctor.specialty, visits: [] };
    row.visits.push(visit);
    rows.set(doctorId, row);
  }
  return [...rows.values()].toSorted((a, b) => a.doctor.localeCompare(b.doctor));
}

export interface BoardSearch {
  specialty?: string;
  /** Both languages beside each other; absent: the one of this browser. */
  languages?: 'both';
  /** Given names with the first letter of the family name, where the clinic has decided so. */
  names?: true;
  look?: 'light' | 'dark';
}

/** Reads the address; what is none of it is left out. */
export function boardSearch(given: Record<string, unknown>): BoardSearch {
  const { specialty, languages, names, look } = given;
  return {
    ...(typeof specialty === 'string' && { specialty }),
    ...(languages === 'both' && { languages }),
    ...(names === true && { names }),
    ...((look === 'light' || look === 'dark') && { look }),
  };
}
