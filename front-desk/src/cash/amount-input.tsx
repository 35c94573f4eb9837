import { TextInput } from '@mantine/core';
import { decimalsOf } from '../texts/currency';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import type { AmountFault } from './parse-amount';

interface Props {
  label: string;
  name: string;
  currency: string;
  value: string;
  onType: (typed: string) => void;
  fault: string | undefined;
  /** In a dialog: it has the focus first. */
  isFirst?: boolean;
}

/** An amount as the person writes it; the currency stands beside it. */
export function AmountInput({ label, name, currency, value, onType, fault, isFirst = false }: Props) {
  return (
    <TextInput
      label={label}
      name={name}
      data-autofocus={isFirst || undefined}
      className="amount"
      size="md"
      // a number field would take 1,234 and 1e3, and change with the wheel
      inputMode="decimal"
      autoComplete="off"
      dir="ltr"
      value={value}
      error={fault}
      onChange={(event) => onType(event.currentTarget.value)}
      onFocus={(event) => event.currentTarget.select()}
      rightSection={<span className="dimmed">{currency}</span>}
      rightSectionWidth={52}
    />
  );
}

/** Returns what says why an amount is none, with an example in the person's own way of writing. */
export function useAmountFault(currency: string) {
  const t = useTexts();
  const format = useFormat();
  const example = format.plain(1_234 * 10 ** decimalsOf(currency) + (decimalsOf(currency) > 0 ? 50 : 0), currency);
  return (fault: AmountFault | undefined, showsMissing: boolean): string | undefined => {
    if (fault === undefined || (fault === 'empty' && !showsMissing)) return undefined;
    const why = t.cash.faults[fault];
    return fault === 'empty' || fault === 'not-positive' || fault === 'too-much'
      ? why
      : `${why}: ${t.cash.write(example)}`;
  };
}
