import { Button, Group, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type SyntheticEvent } from 'react';
import { useTexts } from '../texts/language';
import { newPatientOf, type Fields, type NewPatient } from './new-patient';
import { PersonFields, usePerson } from './person-fields';

interface Props {
  fields: Fields;
  /** What the service does not accept, by field. */
  faults: ReadonlyMap<string, string>;
  onChange: (changed: Partial<Fields>) => void;
  onSave: (patient: NewPatient) => void;
  onLeave: () => void;
  isSending: boolean;
}

/** What is asked at the desk; a name alone is enough. */
export function PatientForm({ fields, faults, onChange, onSave, onLeave, isSending }: Props) {
  const t = useTexts();
  const form = useRef<HTMLFormElement>(null);
  const [wasTried, setWasTried] = useState(false);
  const { day, wrongField } = usePerson(fields);

  useEffect(() => form.current?.querySelector<HTMLElement>('#given-name')?.focus(), []);
  useEffect(() => {
    if (faults.size > 0) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [faults.size]);

  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    setWasTried(true);
    if (wrongField) form.current?.querySelector<HTMLElement>(wrongField)?.focus();
    else onSave(newPatientOf(fields, day));
  };
  const text = (name: keyof Fields, pointer: string = name) => ({
    value: String(fields[name]),
    onChange: (event: { currentTarget: { value: string } }) => onChange({ [name]: event.currentTarget.value }),
    error: faults.get(pointer),
    autoComplete: 'off',
  });
  return (
    <form ref={form} onSubmit={save} noValidate>
      <Stack gap="md">
        <PersonFields fields={fields} faults={faults} showsMissing={wasTried} onChange={onChange} />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput {...text('phone')} label={t.register.phone} type="tel" />
          <TextInput {...text('email')} label={t.register.email} type="email" />
          <TextInput {...text('line1', 'address/line1')} label={t.register.address} />
          <SimpleGrid cols={2}>
            <TextInput {...text('postalCode', 'address/postalCode')} label={t.register.postalCode} />
            <TextInput {...text('city', 'address/city')} label={t.register.city} />
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
