import { CloseButton, TextInput } from '@mantine/core';
import { AmountInput, useAmountFault } from '../cash/amount-input';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { isWritten, type LineDraft, type ReadLine } from './read-lines';

interface Props {
  line: ReadLine;
  /** From 1. */
  place: number;
  currency: string;
  /** Somebody has tried to issue it: what is missing is said as well. */
  showsMissing: boolean;
  onChange: (changed: Partial<LineDraft>) => void;
  onRemove: (() => void) | undefined;
}

/** One service, how often, and what it costs. */
export function LineFields({ line, place, currency, showsMissing, onChange, onRemove }: Props) {
  const t = useTexts();
  const format = useFormat();
  const faultText = useAmountFault(currency);
  const { draft, amount, isQuantityWrong, lacksDescription, priceFault } = line;
  const isMissed = showsMissing && (isWritten(draft) || place === 1);
  return (
    <fieldset className="bill-line">
      <legend>{t.bill.line(place)}</legend>
      <TextInput
        label={t.bill.service}
        name="description"
        className="line-service"
        size="md"
        dir="auto"
        autoComplete="off"
        maxLength={500}
        value={draft.description}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
        error={isMissed && lacksDescription && t.bill.serviceMissing}
      />
      <TextInput
        label={t.bill.quantity}
        name="quantity"
        className="amount"
        size="md"
        dir="ltr"
        inputMode="decimal"
        autoComplete="off"
        value={draft.quantity}
        onChange={(event) => onChange({ quantity: event.currentTarget.value })}
        onFocus={(event) => event.currentTarget.select()}
        error={isQuantityWrong && t.bill.quantityWrong}
      />
      <AmountInput
        label={t.bill.price}
        name="price"
        currency={currency}
        value={draft.price}
        onType={(price) => onChange({ price })}
        fault={faultText(priceFault, isMissed)}
      />
      <div className="line-sum">
        <span className="line-sum-label dimmed">{t.bill.lineSum}</span>
        <output className="number">{amount === undefined ? '–' : format.minor(amount, currency)}</output>
      </div>
      <CloseButton
        className="line-remove"
        aria-label={t.bill.removeLine(place)}
        onClick={onRemove}
        disabled={!onRemove}
      />
    </fieldset>
  );
}
