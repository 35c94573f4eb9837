import { Button, Checkbox, Group, SegmentedControl, SimpleGrid, TextInput } from '@mantine/core';
import { ageInWords } from '../find/person';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { birthDateOf, type Fields } from './new-patient';

type Person = Pick<Fields, 'givenName' | 'familyName' | 'unidentified' | 'birthDate' | 'gender'>;

interface Props {
  fields: Person;
  /** What the service does not accept, by field. */
  faults: ReadonlyMap<string, string>;
  /** Somebody has tried to save it: what is missing is said as well. */
  showsMissing: boolean;
  onChange: (changed: Partial<Person>) => void;
}

const genders = ['female', 'male', 'other', 'unknown'] as const;

/** Returns the birth date as the service writes it, and the field at which something is wrong. */
export function usePerson({ givenName, familyName, unidentified, birthDate }: Person) {
  const format = useFormat();
  const day = birthDateOf(birthDate, format.isDayFirst, format.today());
  const lacksName = !unidentified && givenName.trim() === '' && familyName.trim() === '';
  const isNoDate = birthDate.trim() !== '' && day === undefined;
  return { day, lacksName, isNoDate, wrongField: lacksName ? '#given-name' : isNoDate ? '#birth-date' : undefined };
}

/** Who somebody is: the names, the birth date, the sex. */
export function PersonFields({ fields, faults, showsMissing, onChange }: Props) {
  const t = useTexts();
  const format = useFormat();
  const { givenName, familyName, unidentified, birthDate, gender } = fields;
  const { day, lacksName, isNoDate } = usePerson(fields);
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          id="given-name"
          label={t.register.givenName}
          value={givenName}
          onChange={(event) => onChange({ givenName: event.currentTarget.value })}
          disabled={unidentified}
          error={showsMissing && lacksName ? t.register.nameMissing : faults.get('givenName')}
          autoComplete="off"
        />
        <TextInput
          label={t.register.familyName}
          value={familyName}
          onChange={(event) => onChange({ familyName: event.currentTarget.value })}
          disabled={unidentified}
          error={faults.get('familyName')}
          autoComplete="off"
        />
      </SimpleGrid>
      <Group justify="space-between">
        <Checkbox
          label={t.register.unidentified}
          checked={unidentified}
          onChange={(event) => onChange({ unidentified: event.currentTarget.checked })}
        />
        <Button
          variant="subtle"
          size="compact-sm"
          disabled={unidentified}
          onClick={() => onChange({ givenName: familyName, familyName: givenName })}
        >
          ⇄ {t.register.swap}
        </Button>
      </Group>
      <TextInput
        id="birth-date"
        label={t.register.birthDate}
        value={birthDate}
        onChange={(event) => onChange({ birthDate: event.currentTarget.value })}
        description={
          day === undefined ? t.register.birthDateHint : `${format.birthDate(day)} · ${ageInWords(day, t, format)}`
        }
        error={isNoDate && showsMissing ? t.register.birthDateWrong : faults.get('birthDate')}
        autoComplete="off"
      />
      <div role="group" aria-labelledby="gender-label">
        <div className="legend" id="gender-label">
          {t.register.gender}
        </div>
        <SegmentedControl
          fullWidth
          className="genders"
          value={gender}
          onChange={(value) => onChange({ gender: genders.find((one) => one === value) ?? 'unknown' })}
          data={genders.map((value) => ({ value, label: t.register.genders[value] }))}
        />
      </div>
    </>
  );
}
