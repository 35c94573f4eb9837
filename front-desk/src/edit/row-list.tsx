import { Button, CloseButton, TextInput } from '@mantine/core';
import { useEffect, useRef } from 'react';

interface Props<Row extends object> {
  legend: string;
  rows: readonly Row[];
  fields: { name: keyof Row & string; label: string; fault: (index: number) => string | undefined }[];
  empty: Row;
  addText: string;
  removeText: (place: number) => string;
  onChange: (rows: Row[]) => void;
}

/** Rows of text fields, of which there can be several or none. */
export function RowList<Row extends object>({
  legend,
  rows,
  fields,
  empty,
  addText,
  removeText,
  onChange,
}: Props<Row>) {
  const list = useRef<HTMLFieldSetElement>(null);
  const before = useRef(rows.length);
  useEffect(() => {
    if (rows.length > before.current)
      [...(list.current?.querySelectorAll<HTMLElement>('.row') ?? [])].at(-1)?.querySelector('input')?.focus();
    else if (rows.length < before.current) list.current?.querySelector<HTMLElement>('.row-add')?.focus();
    before.current = rows.length;
  }, [rows.length]);
  return (
    <fieldset ref={list} className="rows">
      <legend>{legend}</legend>
      {rows.map((row, index) => (
        <div key={index} className="row">
          {fields.map(({ name, label, fault }) => (
            <TextInput
              key={name}
              label={label}
              value={String(row[name])}
              onChange={(event) => onChange(rows.with(index, { ...row, [name]: event.currentTarget.value }))}
              error={fault(index)}
              dir="auto"
              autoComplete="off"
              maxLength={200}
            />
          ))}
          <CloseButton
            className="row-remove"
            aria-label={removeText(index + 1)}
            onClick={() => onChange(rows.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Button
        variant="default"
        size="compact-sm"
        className="row-add"
        onClick={() => onChange([...rows, empty])}
        disabled={rows.length >= 20}
      >
        + {addText}
      </Button>
    </fieldset>
  );
}
