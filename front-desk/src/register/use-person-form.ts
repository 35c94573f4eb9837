import { useEffect, useRef, useState } from 'react';
import { watchIdle } from '../shell/focus';
import { usePerson } from './person-fields';

/** The names of the fields that are text. */
type TextIn<F> = { [Name in keyof F]: F[Name] extends string ? Name : never }[keyof F] & string;

/**
 * How a form of a person behaves: it begins at the name, goes to what is wrong, and says what is missing once somebody has tried to
 * save it.
 */
export function usePersonForm<F extends Parameters<typeof usePerson>[0]>(
  fields: F,
  faults: ReadonlyMap<string, string>,
  onChange: (changed: Partial<F>) => void,
) {
  const form = useRef<HTMLFormElement>(null);
  const [isTried, setIsTried] = useState(false);
  const { day, wrongField } = usePerson(fields);
  const focus = (selector: string) => form.current?.querySelector<HTMLElement>(selector)?.focus();

  useEffect(() => focus('#given-name'), []);
  const isIdle = useRef<() => boolean>(() => true);
  useEffect(() => {
    if (faults.size > 0 && isIdle.current()) focus('[aria-invalid=true]');
  }, [faults.size]);

  return {
    form,
    isTried,
    /** @param save is given the birth date as the service writes it; called where nothing is wrong */
    trySaving: (save: (day: string | undefined) => void) => {
      setIsTried(true);
      if (wrongField) focus(wrongField);
      else {
        isIdle.current = watchIdle();
        save(day);
      }
    },
    /** @param pointer where the service says a fault of it, where that is not its name */
    text: (name: TextIn<F>, pointer: string = name) => ({
      value: fields[name] as string,
      onChange: (event: { currentTarget: { value: string } }) =>
        onChange({ [name]: event.currentTarget.value } as Partial<F>),
      error: faults.get(pointer),
      autoComplete: 'off',
      dir: 'auto' as const,
    }),
  };
}
