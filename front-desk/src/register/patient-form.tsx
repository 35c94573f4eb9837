import { Button, Group, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { Form } from '../shell/form';
import type { LeaveQuestion } from '../shell/leave-question';
import { useLocked } from '../shell/use-locked';
import { useTexts } from '../texts/language';
import { newPatientOf, type Fields, type NewPatient } from './new-patient';
import { PersonFields } from './person-fields';
import { usePersonForm } from './use-person-form';

interface Props {
  question: LeaveQuestion;
  fields: Fields;
  /** What the service does not accept, by field. */
  faults: ReadonlyMap<string, string>;
  onChange: (changed: Partial<Fields>) => void;
  onSave: (patient: NewPatient) => void;
  onLeave: () => void;
  isSending: boolean;
}

/** What is asked at the desk; a name alone is enough. */
export function PatientForm({ question, fields, faults, onChange, onSave, onLeave, isSending }: Props) {
  const t = useTexts();
  const { form, isTried, trySaving, text } = usePersonForm(fields, faults, onChange);
  useLocked(form, isSending);
  return (
    <Form
      ref={form}
      question={question}
      noValidate
      onSubmit={() => trySaving((day) => onSave(newPatientOf(fields, day)))}
    >
      <Stack gap="md">
        <PersonFields fields={fields} faults={faults} showsMissing={isTried} onChange={onChange} />
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
          <Button variant="default" size="md" onClick={() => question.isLeft(onLeave)}>
            {t.cancel}
          </Button>
        </Group>
      </Stack>
    </Form>
  );
}
