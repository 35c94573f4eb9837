import { Button, Checkbox, Group, SegmentedControl, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type SyntheticEvent } from 'react';
import { ageInWords } from '../find/person';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { birthDateOf, newPatientOf, type Fields, type NewPatient } from './new-patient';

interface Props {
  fields: Fields;
  /** What the service does not accept, by field. */
  faults: ReadonlyMap<string, string>;
  onChange: (changed: Partial<Fields>) => void;
  onSave: (patient: NewPatient) => void;
  onLeave: () => void;
  isSending: boolean;
}

const genders = ['female', 'male', 'other', 'unknown'] as const;

/** What is asked at the desk; a name alone is enough. */
export function PatientForm({ fields, faults, onChange, onSave, onLeave, isSending }: Props) {
  const t = useTexts();
  const format = useFormat();
  const first = useRef<HTMLInputElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const [wasTried, setWasTried] = useState(false);
  const { givenName, familyName, unidentified, birthDate } = fields;
  const day = birthDateOf(birthDate, format.isDayFirst, format.today());
  const lacksName = !unidentified && givenName.trim() === '' && familyName.trim() === '';
  const isNoDate = birthDate.trim() !== '' && day === undefined;

  useEffect(() => first.current?.focus(), []);
  useEffect(() => {
    if (faults.size > 0) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [faults.size]);

  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    setWasTried(true);
    if (lacksName || isNoDate)
      form.current?.querySelector<HTMLElement>(lacksName ? '#given-name' : '#birth-date')?.focus();
    else onSave(newPatientOf(fields, day));
  };
  const text = (name: keyof Fields, pointer: string = name) => ({
    value: String(fields[name]),
    onChange: (event: { currentTarget: { value: string } }) => onChange({ [name]: event.currentTarget.value }),
    error: faults.get(pointer),
  });
  return (
    <form ref={form} onSubmit={save} noValidate>
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            {...text('givenName')}
            ref={first}
            id="given-name"
            label={t.register.givenName}
            disabled={unidentified}
            error={wasTried && lacksName ? t.register.nameMissing : faults.get('givenName')}
            autoComplete="off"
          />
          <TextInput {...text('familyName')} label={t.register.familyName} disabled={unidentified} autoComplete="off" />
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
          {...text('birthDate')}
          id="birth-date"
          label={t.register.birthDate}
          description={
            day === undefined ? t.register.birthDateHint : `${format.birthDate(day)} · ${ageInWords(day, t, format)}`
          }
          error={isNoDate && wasTried ? t.register.birthDateWrong : faults.get('birthDate')}
          autoComplete="off"
        />
        <div role="group" aria-labelledby="gender-label">
          <div className="legend" id="gender-label">
            {t.register.gender}
          </div>
          <SegmentedControl
            fullWidth
            value={fields.gender}
            onChange={(value) => onChange({ gender: genders.find((gender) => gender === value) ?? 'unknown' })}
            data={genders.map((value) => ({ value, label: t.register.genders[value] }))}
          />
        </div>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput {...text('phone')} label={t.register.phone} type="tel" autoComplete="off" />
          <TextInput {...text('email')} label={t.register.email} type="email" autoComplete="off" />
          <TextInput {...text('line1', 'address/line1')} label={t.register.address} autoComplete="off" />
          <SimpleGrid cols={2}>
            <TextInput {...text('postalCode', 'address/postalCode')} label={t.register.postalCode} autoComplete="off" />
            <TextInput {...text('city', 'address/city')} label={t.register.city} autoComplete="off" />
          </SimpleGrid>
        </SimpleGrid>
        <Group mt="sm">
          <Button type="submit" size="md" loading={isSending}>
            {t.register.save}
          </Button>
          <Button variant="default" size="md" onClick={onLeave}>
            {t.cancel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
