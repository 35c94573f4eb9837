import { Button, Checkbox, Group, Kbd, SimpleGrid, Stack, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { PersonFields } from '../register/person-fields';
import { usePersonForm } from '../register/use-person-form';
import { Form } from '../shell/form';
import { useChord } from '../shell/keys';
import type { LeaveQuestion } from '../shell/leave-question';
import { useTexts } from '../texts/language';
import type { Fields } from './patient-fields';
import { RowList } from './row-list';

interface Props {
  question: LeaveQuestion;
  fields: Fields;
  /** What the service does not accept, by field. */
  faults: ReadonlyMap<string, string>;
  onChange: (changed: Partial<Fields>) => void;
  onSave: (fields: Fields) => void;
  onLeave: () => void;
  isSending: boolean;
  notice: ReactNode;
}

/** Everything that is kept of a person, but allergies. */
export function EditForm({ question, fields, faults, onChange, onSave, onLeave, isSending, notice }: Props) {
  const t = useTexts();
  const { form, isTried, trySaving, text } = usePersonForm(fields, faults, onChange);
  const save = () => {
    trySaving((day) => {
      if (!isSending) onSave({ ...fields, birthDate: day ?? '' });
    });
  };
  useChord('enter', save);
  const fault = (list: string, name: string) => (index: number) => faults.get(`${list}/${index}/${name}`);
  return (
    <Form ref={form} question={question} noValidate className="card" onSubmit={save} onEscape={onLeave}>
      <Stack gap="md">
        <PersonFields fields={fields} faults={faults} showsMissing={isTried} onChange={onChange} />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput {...text('phone')} label={t.register.phone} type="tel" />
          <TextInput {...text('email')} label={t.register.email} type="email" />
          <TextInput {...text('line1', 'address/line1')} label={t.register.address} />
          <TextInput {...text('line2', 'address/line2')} label={t.edit.names.line2} />
          <TextInput {...text('postalCode', 'address/postalCode')} label={t.register.postalCode} />
          <TextInput {...text('city', 'address/city')} label={t.register.city} />
          <TextInput {...text('state', 'address/state')} label={t.edit.names.state} />
          <TextInput {...text('country', 'address/country')} label={t.edit.names.country} />
        </SimpleGrid>
        <RowList
          legend={t.edit.names.contacts}
          rows={fields.contacts}
          empty={{ name: '', relationship: '', phone: '' }}
          fields={[
            { name: 'name', label: t.edit.contactName, fault: fault('contacts', 'name') },
            { name: 'relationship', label: t.edit.relationship, fault: fault('contacts', 'relationship') },
            { name: 'phone', label: t.register.phone, fault: fault('contacts', 'phone') },
          ]}
          addText={t.edit.addContact}
          removeText={t.edit.removeContact}
          onChange={(contacts) => onChange({ contacts })}
        />
        <RowList
          legend={t.edit.names.identifiers}
          rows={fields.identifiers}
          empty={{ system: '', value: '' }}
          fields={[
            { name: 'system', label: t.edit.system, fault: fault('identifiers', 'system') },
            { name: 'value', label: t.edit.value, fault: fault('identifiers', 'value') },
          ]}
          addText={t.edit.addIdentifier}
          removeText={t.edit.removeIdentifier}
          onChange={(identifiers) => onChange({ identifiers })}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <Checkbox
            label={t.edit.names.active}
            description={t.edit.activeWhat}
            checked={fields.active}
            onChange={(event) => onChange({ active: event.currentTarget.checked })}
          />
          <TextInput
            {...text('diedAt', 'deceasedAt')}
            dir="ltr"
            label={t.edit.names.diedAt}
            description={t.edit.diedAtWhat}
            type="datetime-local"
          />
        </SimpleGrid>
        {notice}
        <Group mt="sm">
          <Button type="submit" size="md" loading={isSending} rightSection={<Kbd size="xs">Ctrl Enter</Kbd>}>
            {t.edit.save}
          </Button>
          <Button variant="default" size="md" onClick={() => question.isLeft(onLeave)}>
            {t.cancel}
          </Button>
        </Group>
      </Stack>
    </Form>
  );
}
