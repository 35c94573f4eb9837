import { Button, Chip, Group, Loader } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { isPassing } from '../api/problem';
import { offerFocus } from '../shell/focus';
import { ProblemNotice } from '../shell/problem-notice';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { firstTimes, useFreeTimes, useSpecialties, type Slot } from './free-times';

interface Props {
  patientId: string;
  onChoose: (slot: Slot) => void;
  onLeave: () => void;
}

/** What this desk books most is what it booked last. */
const remembered = 'front-desk-specialty';

/** The free times of a specialty, the earliest marked. */
export function ChooseTime({ patientId, onChoose, onLeave }: Props) {
  const t = useTexts();
  const format = useFormat();
  const list = useRef<HTMLDivElement>(null);
  const [limit, setLimit] = useState(firstTimes);
  const [chosen, setChosen] = useState(() => localStorage.getItem(remembered));
  const { data: specialties = [], error: noSpecialties } = useSpecialties();
  const specialty = specialties.find((one) => one === chosen) ?? specialties[0];
  const { data, error, isLoading } = useFreeTimes(patientId, specialty, limit);
  const slots = data?.data ?? [];
  const hasSlots = slots.length > 0;

  useEffect(() => {
    if (hasSlots) offerFocus(list.current?.querySelector('button'));
  }, [hasSlots]);

  // a time that somebody else takes goes, and the focus stays at its place
  const focused = useRef(-1);
  useEffect(() => {
    const buttons = list.current?.querySelectorAll('button');
    if (!buttons || focused.current < 0 || document.activeElement !== document.body) return;
    buttons[Math.min(focused.current, buttons.length - 1)]?.focus();
  }, [data]);
  const noteFocus = (target: EventTarget | undefined) => {
    focused.current = [...(list.current?.querySelectorAll('button') ?? [])].findIndex((button) => button === target);
  };

  const pick = (name: string) => {
    localStorage.setItem(remembered, name);
    setLimit(firstTimes);
    setChosen(name);
  };
  const press = (event: KeyboardEvent) => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = buttons.findIndex((button) => button === document.activeElement);
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || at === -1) return;
    event.preventDefault();
    buttons[at + step]?.focus();
  };
  return (
    <section
      className="narrow"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onLeave();
      }}
    >
      <h2 className="legend" id="specialties">
        {t.book.specialty}
      </h2>
      <Chip.Group value={specialty ?? null} onChange={(value) => pick(value)}>
        <Group gap="xs" role="radiogroup" aria-labelledby="specialties">
          {specialties.map((name) => (
            <Chip key={name} name="specialty" value={name} variant="light">
              {name}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <h2 className="legend">{t.book.choose}</h2>
      {[noSpecialties, error].map(
        (one) => one && <ProblemNotice key={one.message} error={one} isPassing={isPassing(one)} />,
      )}
      {isLoading && <Loader aria-label={t.loading} />}
      {data && !hasSlots && <p>{t.book.none}</p>}
      <div
        ref={list}
        role="group"
        aria-label={t.book.choose}
        onKeyDown={press}
        onFocus={({ target }) => noteFocus(target)}
        onBlur={({ relatedTarget }) => relatedTarget && noteFocus(relatedTarget)}
        className="slots"
      >
        {slots.map((slot) => (
          <button key={`${slot.doctorId} ${slot.time}`} type="button" className="slot" onClick={() => onChoose(slot)}>
            <b>{format.dayAndTime(slot.time)}</b>
            <bdi>{slot.doctor.name}</bdi>
            <span className="dimmed">{t.entry.minutes(slot.durationMinutes)}</span>
          </button>
        ))}
      </div>
      {data?.nextCursor && (
        <Button variant="default" mt="sm" onClick={() => setLimit(limit + firstTimes)}>
          {t.book.more}
        </Button>
      )}
    </section>
  );
}
