import { doNative } from '@hms/fhir/do-native';
import { nativeOf } from '@hms/fhir/translate';
import { ok } from '@hms/service-kit/response';
import type { Database } from '@hms/service-kit/database';
import type { Operation } from '@hms/service-kit/operation';
import type { z } from 'zod';
import type { Schedules } from '../schedule-schemas';
import type { Native } from './practitioner-mapping';

/** A doctor with all schedules, of which FHIR has parts in two resources. */
export type WithHours = Native & { scheduleVersion: number; schedules: z.output<typeof Schedules>['data'] };

/** The same of many, for searches. */
export const withHoursView = `(
  select o.*, s.version as "scheduleVersion", s.data as schedules
  from doctors_view o join schedules_view s on s."doctorId" = o.id
) v join doctors d on d.id = v.id`;

/** Changes when the doctor does, and when the hours do. */
export function versionOf({ version, scheduleVersion }: WithHours): string {
  return `${version}.${scheduleVersion}`;
}

/** Reads both by the two native operations, each by its own access. It is not served natively. */
export function readingWithHours(db: Database, native: Operation[]): Operation {
  const [doctor, hours] = [nativeOf(native, 'getDoctor'), nativeOf(native, 'getSchedule')];
  return {
    ...doctor,
    id: 'getDoctorWithHours',
    handle: async (input) => {
      const { body: record } = await doNative(db, doctor, input);
      const { body: schedules } = await doNative(db, hours, input);
      const { version, data } = JSON.parse(String(schedules)) as z.output<typeof Schedules>;
      const whole = { ...(JSON.parse(String(record)) as Native), scheduleVersion: version, schedules: data };
      return ok({ id: whole.id, version: whole.version, json: JSON.stringify(whole) });
    },
  };
}
