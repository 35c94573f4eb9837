import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { AmountInput, useAmountFault } from './amount-input';
import type { Draft, ReadPart } from './read-till';
import type { Method } from './method';

interface Props {
  part: ReadPart;
  currency: string;
  methods: readonly Method[];
  /** What is held for the patient, in minor units. */
  deposit: number;
  /** Somebody has tried to take it: what is missing is said as well. */
  showsMissing: boolean;
  onChange: (changed: Partial<Draft>) => void;
  onRemove: (() => void) | undefined;
}

/** One method, its amount, and for cash what was given. */
export function PartFields({ part, currency, methods, deposit, showsMissing, onChange, onRemove }: Props) {
  const t = useTexts();
  const format = useFormat();
  const faultText = useAmountFault(currency);
  const { draft, amount, amountFault, givenFault, change } = part;
  const typed = draft.amount ?? (amount === undefined ? '' : format.plain(amount, currency));
  return (
    <fieldset className="part">
      <legend className="legend">{t.cash.method}</legend>
      <NativeSelect
        aria-label={t.cash.method}
        size="md"
        value={draft.method}
        onChange={(event) => onChange({ method: methods.find((one) => one === event.currentTarget.value) ?? 'cash' })}
        data={methods.map((value) => ({ value, label: t.method[value] }))}
      />
      <AmountInput
        label={t.cash.amount}
        name="amount"
        currency={currency}
        value={typed}
        onType={(value) => onChange({ amount: value })}
        fault={
          amountFault === 'more-than-deposit'
            ? t.cash.moreThanDeposit(format.minor(deposit, currency))
            : faultText(amountFault, showsMissing)
        }
      />
      {draft.method === 'cash' && (
        <AmountInput
          label={t.cash.given}
          name="given"
          currency={currency}
          value={draft.given}
          onType={(value) => onChange({ given: value })}
          fault={givenFault === 'too-little' ? t.cash.givenTooLittle : faultText(givenFault, showsMissing)}
        />
      )}
      {draft.method === 'cash' && (
        <output className={change > 0 ? 'change change-due' : 'change'}>
          {change > 0 && t.cash.change(format.minor(change, currency))}
        </output>
      )}
      {draft.method !== 'cash' && draft.method !== 'deposit' && (
        <TextInput
          label={t.cash.reference}
          size="md"
          placeholder={t.cash.referenceHint[draft.method]}
          value={draft.reference}
          maxLength={200}
          onChange={(event) => onChange({ reference: event.currentTarget.value })}
        />
      )}
      {onRemove && (
        <Button variant="subtle" size="compact-sm" onClick={onRemove} className="remove-part">
          − {t.cash.removePart}
        </Button>
      )}
    </fieldset>
  );
}
