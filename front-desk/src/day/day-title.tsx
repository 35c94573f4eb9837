import { PageTitle } from '../shell/page-title';
import { useFormat } from '../texts/format';
import type { ColumnDay } from './axis';
import { ZoneNotice } from './day-toolbar';

/** Which day it is, or which week, and by whose clock. */
export function DayTitle({ days, first }: { days: readonly ColumnDay[]; first: string }) {
  const format = useFormat();
  const last = days.at(-1);
  return (
    <div className="day-title">
      <PageTitle>
        {format.day(days[0]?.start ?? first)}
        {days.length > 1 && last && ` – ${format.day(last.start)}`}
      </PageTitle>
      <ZoneNotice day={first} />
    </div>
  );
}
