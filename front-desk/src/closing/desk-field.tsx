import { TextInput } from '@mantine/core';
import { useTexts } from '../texts/language';

const remembered = 'front-desk-desk';

/** Returns the desk at which this browser stood the last time. */
export function rememberedDesk(): string {
  return localStorage.getItem(remembered) ?? '';
}

/** Where the money was counted; the same browser mostly stands at the same desk. */
export function DeskField({ value, onChange }: { value: string; onChange: (desk: string) => void }) {
  const t = useTexts();
  return (
    <TextInput
      label={t.closing.desk}
      placeholder={t.closing.deskHint}
      value={value}
      maxLength={60}
      maw="20rem"
      onChange={(event) => {
        onChange(event.currentTarget.value);
        localStorage.setItem(remembered, event.currentTarget.value);
      }}
    />
  );
}
