import { Badge, Group, UnstyledButton } from '@mantine/core';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { isPhoneEnd, type Search } from './parse-search';

interface Props {
  search: Search;
  /** Takes the other reading of the date. */
  onOtherDate: (date: string) => void;
}

/** Shows what was understood, so that nobody wonders why somebody is not found. */
export function Understood({ search, onOtherDate }: Props) {
  const t = useTexts();
  const format = useFormat();
  const { name, birthDate, phone, mrn, email, unfinished } = search;
  const parts: [string, string | undefined][] = [
    [t.find.name, name],
    [t.find.born, birthDate && format.birthDate(birthDate.value)],
    [phone && isPhoneEnd(phone) ? t.find.phoneEnd : t.find.phone, phone],
    [t.find.mrn, mrn],
    [t.find.email, email],
  ];
  const other = birthDate?.other;
  return (
    <Group gap="xs" className="understood" aria-label={t.find.understood} role="group">
      {parts.map(
        ([what, value]) =>
          value && (
            <Badge
              key={what}
              variant="light"
              size="lg"
              tt="none"
              leftSection={<span className="chip-what">{what}</span>}
            >
              <bdi>{value}</bdi>
            </Badge>
          ),
      )}
      {other && (
        <UnstyledButton className="text-button" onClick={() => onOtherDate(other)}>
          {t.find.orBorn(format.birthDate(other))}
        </UnstyledButton>
      )}
      {unfinished && <span className="dimmed">{t.find.unfinished(unfinished)}</span>}
    </Group>
  );
}
