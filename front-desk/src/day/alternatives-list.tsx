import { Button, Group } from '@mantine/core';
import { useEffect, useEffectEvent, useRef } from 'react';
import { isObject, Problem } from '../api/problem';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';

/** Returns the times that a refusal names in place of the one that was asked for. */
function timesInPlace(error: Error): string[] {
  const alternatives = error instanceof Problem ? error.members['alternatives'] : undefined;
  if (!Array.isArray(alternatives)) return [];
  return alternatives.flatMap((one: unknown) =>
    isObject(one) && typeof one['time'] === 'string' ? [one['time']] : [],
  );
}

interface Props {
  error: Error;
  /** Where the visit is already: free for itself, and no help. */
  except?: string;
  /** Whether the person does something else by now, and keeps the focus there. */
  isLate?: boolean;
  onTake: (time: string) => void;
}

/** The times that are free instead, as buttons, of which the first has the focus. */
export function Alternatives({ error, except, isLate = false, onTake }: Props) {
  const t = useTexts();
  const format = useFormat();
  const first = useRef<HTMLButtonElement>(null);
  const times = timesInPlace(error).filter((time) => Date.parse(time) !== Date.parse(except ?? ''));
  const take = useEffectEvent(() => isLate || first.current?.focus());
  useEffect(() => void take(), [error]);
  if (times.length === 0) return null;
  return (
    <div role="group" aria-label={t.day.instead}>
      <p className="instead">{t.day.instead}</p>
      <Group gap="xs">
        {times.map((time, index) => (
          <Button key={time} ref={index === 0 ? first : undefined} variant="light" onClick={() => onTake(time)}>
            {format.dayAndTime(time)}
          </Button>
        ))}
      </Group>
    </div>
  );
}
