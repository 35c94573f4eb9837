import { Link } from '@tanstack/react-router';
import { useSession } from '../api/session';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { minutesAhead, startOf } from './clock';
import { doctorName } from './doctors';
import { leavesFree, type Item } from './items';
import type { Column } from './shown';

/** Whose column it is, or which day's; it leads to the week of the doctor, or to the day. */
export function ColumnHead({ column, isWeek, items }: { column: Column; isWeek: boolean; items: readonly Item[] }) {
  const t = useTexts();
  const format = useFormat();
  const { session } = useSession();
  const { doctor, day } = column;
  const zone = session?.timeZone ?? 'UTC';
  const noon = startOf(day, zone) + 12 * 3_600_000;
  const ahead = minutesAhead(doctor.timeZone, zone, noon);
  const visits = items.filter((item) => item.kind === 'visit' && !item.isMove && !leavesFree(item.visit)).length;
  return (
    <>
      <Link
        to="/day"
        search={{ doctor: doctor.id, date: day, ...(!isWeek && { view: 'week' as const }) }}
        className="column-name"
        aria-current={format.today() === day && isWeek ? 'date' : undefined}
      >
        {isWeek ? format.shortDay(new Date(noon).toISOString()) : <bdi>{doctorName(doctor)}</bdi>}
      </Link>
      <span className="dimmed column-facts">
        {!isWeek && (
          <span>
            <bdi>{doctor.specialty}</bdi>
          </span>
        )}
        <span>{t.day.visits(visits)}</span>
        {ahead !== 0 && (
          <span>
            <bdi>{doctor.timeZone}</bdi>: {t.day.ahead(ahead)}
          </span>
        )}
      </span>
    </>
  );
}
