import { Button, Kbd, SegmentedControl, Select, Switch, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useSession } from '../api/session';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { minutesAhead, startOf } from './clock';
import { doctorName, type Doctor } from './doctors';
import { doctorsOf, mostColumns } from './shown';
import { useAsked, useTurn } from './use-turned';

interface Props {
  doctors: readonly Doctor[];
  onTurn: (by: 1 | -1) => void;
  onToday: () => void;
  onView: () => void;
  onWalkIn: (() => void) | undefined;
  onLeave: (() => void) | undefined;
  showsCancelled: boolean;
  onCancelled: (shows: boolean) => void;
}

/** Which day, and whose. */
export function DayToolbar({ doctors, ...on }: Props) {
  const t = useTexts();
  const format = useFormat();
  const { session } = useSession();
  const search = useAsked();
  const turn = useTurn();
  const shown = doctorsOf(search, doctors, session?.doctorId);
  const date = search.date ?? format.today();
  const specialties = [...new Set(doctors.map(({ specialty }) => specialty))];
  const { date: _date, view: _view, specialty: _specialty, doctor: _doctor, ...rest } = search;
  const kept = { ...rest, ...(search.date && { date: search.date }), ...(search.view && { view: search.view }) };
  const choose = (value: string | null) => {
    if (value === null) return;
    const [kind, name = ''] = value.split(/:(.*)/s);
    turn(() =>
      kind === 'specialty' ? { ...kept, specialty: name } : kind === 'doctor' ? { ...kept, doctor: name } : kept,
    );
  };
  const only = shown.length === 1 ? shown[0] : undefined;
  const value =
    search.doctor !== undefined || search.view === 'week' || (only && search.specialty === undefined)
      ? `doctor:${only?.id ?? ''}`
      : search.specialty !== undefined
        ? `specialty:${search.specialty}`
        : doctors.length > mostColumns
          ? // of more doctors those of the first specialty are shown
            `specialty:${shown[0]?.specialty ?? ''}`
          : 'all:';
  return (
    <div className="day-bar">
      <div className="day-turn">
        <Button variant="default" px="sm" onClick={() => on.onTurn(-1)} aria-label={t.day.before}>
          <span className="turn">‹</span>
        </Button>
        <Button variant="default" onClick={on.onToday} rightSection={<Kbd size="xs">t</Kbd>}>
          {t.day.today}
        </Button>
        <Button variant="default" px="sm" onClick={() => on.onTurn(1)} aria-label={t.day.after}>
          <span className="turn">›</span>
        </Button>
        <TextInput
          type="date"
          aria-label={t.day.date}
          value={date}
          onChange={({ currentTarget: { value: chosen } }) =>
            chosen !== '' && turn((asked) => ({ ...asked, date: chosen }))
          }
        />
      </div>
      <Select
        aria-label={t.day.whose}
        data={[
          ...(doctors.length <= mostColumns ? [{ value: 'all:', label: t.day.everybody }] : []),
          { group: t.day.specialties, items: specialties.map((one) => ({ value: `specialty:${one}`, label: one })) },
          {
            group: t.day.doctors,
            items: doctors.map((one) => ({ value: `doctor:${one.id}`, label: doctorName(one) })),
          },
        ]}
        value={value}
        onChange={choose}
        searchable
        allowDeselect={false}
        nothingFoundMessage={t.day.nobody}
        w={250}
        maxDropdownHeight={360}
      />
      <SegmentedControl
        aria-label={t.day.view}
        value={search.view ?? 'day'}
        onChange={on.onView}
        data={[
          { value: 'day', label: t.day.oneDay },
          { value: 'week', label: t.day.oneWeek },
        ]}
      />
      <Switch
        checked={on.showsCancelled}
        onChange={(event) => on.onCancelled(event.currentTarget.checked)}
        label={t.day.cancelledToo}
      />
      <div className="day-acts">
        <Button
          variant="subtle"
          renderRoot={(props: object) => (
            <Link
              to="/board"
              search={search.specialty === undefined ? {} : { specialty: search.specialty }}
              {...props}
            />
          )}
        >
          {t.board.inBar}
        </Button>
        {on.onLeave && (
          <Button variant="default" onClick={on.onLeave}>
            {t.day.recordLeave}
          </Button>
        )}
        {on.onWalkIn && (
          <Button onClick={on.onWalkIn} rightSection={<Kbd size="xs">w</Kbd>}>
            {t.day.walkIn}
          </Button>
        )}
      </div>
    </div>
  );
}

const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Says whose clock this is, where it is not the one of the computer. */
export function ZoneNotice({ day }: { day: string }) {
  const t = useTexts();
  const { session } = useSession();
  const zone = session?.timeZone ?? 'UTC';
  const ahead = minutesAhead(zone, here, startOf(day, zone) + 12 * 3_600_000);
  if (ahead === 0) return null;
  return <p className="zone-notice">{t.day.clinicZone(zone, here)}</p>;
}
