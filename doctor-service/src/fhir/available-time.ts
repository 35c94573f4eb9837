import { dayIn } from '@hms/service-kit/time-zone';
import type { PractitionerRoleAvailableTime } from 'fhir/r4';
import { days, textOf, type Block } from '../schedule';
import type { WithHours } from './with-hours';

type Schedule = WithHours['schedules'][number];

/** The hours that count today, and in words what FHIR has no other place for: from when to when, and hours of other days. */
export function hoursOf({ schedules, timeZone = 'UTC' }: WithHours): {
  availableTime: PractitionerRoleAvailableTime[];
  availabilityExceptions: string | undefined;
} {
  // until there is a schedule, any time can be booked
  if (schedules.length === 0)
    return { availableTime: [{ daysOfWeek: [...days], allDay: true }], availabilityExceptions: undefined };
  const today = dayIn(timeZone);
  const current = schedules.find(
    ({ validFrom, validTo }) => (validFrom ?? today) <= today && today <= (validTo ?? today),
  );
  const told = [
    ...(current && current.weekly.length > 0 ? [] : ['No hours are worked now.']),
    ...(current && (current.validFrom ?? current.validTo) !== null ? [`These hours count ${periodOf(current)}.`] : []),
    ...schedules.filter((one) => one !== current).map(inWords),
  ];
  return {
    availableTime: current ? timesOf(current.weekly) : [],
    availabilityExceptions: told.length > 0 ? told.join(' ') : undefined,
  };
}

/** Days with the same hours together. */
function timesOf(weekly: Block[]): PractitionerRoleAvailableTime[] {
  const byHours = new Map<string, Block[]>();
  for (const block of weekly) {
    const hours = `${block.start} ${block.end}`;
    byHours.set(hours, [...(byHours.get(hours) ?? []), block]);
  }
  return [...byHours.values()].map((blocks) => {
    const [{ start, end } = { start: '', end: '' }] = blocks;
    const daysOfWeek = blocks.map(({ day }) => day);
    if (start === '00:00' && ['24:00', '00:00'].includes(end)) return { daysOfWeek, allDay: true };
    return { daysOfWeek, availableStartTime: timeOf(start), availableEndTime: timeOf(end) };
  });
}

/** FHIR has no 24:00; an end no later than the start is on the next day, as natively. */
function timeOf(wallClock: string): string {
  return `${wallClock === '24:00' ? '00:00' : wallClock}:00`;
}

function inWords(schedule: Schedule): string {
  const period = periodOf(schedule);
  const hours = schedule.weekly.length > 0 ? schedule.weekly.map(textOf).join(', ') : 'none';
  return `Hours ${period === '' ? 'else' : period}: ${hours}.`;
}

function periodOf({ validFrom, validTo }: Schedule): string {
  return [...(validFrom === null ? [] : [`from ${validFrom}`]), ...(validTo === null ? [] : [`to ${validTo}`])].join(
    ' ',
  );
}
