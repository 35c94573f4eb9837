import { useEffect, type RefObject } from 'react';

/** Has a form take no more text while it is sent: it is left once it is stored, and what came after would be lost. The focus stays. */
export function useLocked(form: RefObject<HTMLFormElement | null>, isSending: boolean): void {
  useEffect(() => {
    if (!isSending) return undefined;
    const fields = [...(form.current?.querySelectorAll<HTMLInputElement>('input, textarea') ?? [])];
    const open = fields.filter(({ readOnly }) => !readOnly);
    for (const field of open) field.readOnly = true;
    return () => {
      for (const field of open) field.readOnly = false;
    };
  }, [form, isSending]);
}
