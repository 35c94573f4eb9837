import { PageTitle } from '../shell/page-title';
import { useFormat } from '../texts/format';
import { useSession } from '../api/session';
import { startOf } from './clock';
import { ZoneNotice } from './day-toolbar';
import { daysOf } from './shown';
import { useAsked } from './use-turned';

/** Which day it is, or which week, and by whose clock. */
export function DayTitle() {
  const format = useFormat();
  const { session } = useSession();
  const zone = session?.timeZone ?? 'UTC';
  const [first, ...later] = daysOf(useAsked(), format.today());
  const last = later.at(-1);
  const write = (day: string) => format.day(startOf(day, zone));
  return (
    <div className="day-title">
      <PageTitle>
        {write(first)}
        {last !== undefined && ` – ${write(last)}`}
      </PageTitle>
      <ZoneNotice day={first} />
    </div>
  );
}
