import { TextInput } from '@mantine/core';
import { AmountInput, useAmountFault } from '../cash/amount-input';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { isByPieces, type CountDraft, type ReadCount } from './count';
import { denominationsOf } from './denominations';
import type { Expected } from './use-expected';
import { useMethodName } from './use-method-name';

interface Props {
  count: ReadCount;
  /** How many payments and refunds there are; their sums are not shown yet. */
  line: Expected['lines'][number] | undefined;
  showsMissing: boolean;
  onChange: (draft: CountDraft) => void;
}

/** What there is by one method: notes and coins, or a sum. */
export function CountFields({ count, line, showsMissing, onChange }: Props) {
  const t = useTexts();
  const format = useFormat();
  const methodName = useMethodName();
  const { draft, counted, sumFault, floatFault, wrongPieces } = count;
  const { method, currency } = draft;
  const faultText = useAmountFault(currency);
  const name = methodName(draft);
  return (
    <fieldset className="count">
      <legend>
        {name}
        {line && (
          <span className="dimmed">
            {' '}
            · {t.closing.slips(line.payments)}
            {line.refunds > 0 && ` · ${t.closing.refunds(line.refunds)}`}
          </span>
        )}
      </legend>
      {method === 'cash' && (
        <AmountInput
          label={t.closing.float}
          name="float"
          currency={currency}
          value={draft.float}
          onType={(float) => onChange({ ...draft, float })}
          fault={faultText(floatFault, showsMissing)}
        />
      )}
      {isByPieces(draft) ? (
        <>
          <p className="legend pieces-title">{t.closing.notes}</p>
          <div className="pieces" role="group" aria-label={t.closing.notes}>
            {denominationsOf(currency).map((value) => (
              <TextInput
                key={value}
                name="counted"
                inputMode="numeric"
                autoComplete="off"
                dir="ltr"
                label={format.minor(value, currency)}
                aria-label={t.closing.pieces(format.minor(value, currency))}
                value={draft.pieces[value] ?? ''}
                error={wrongPieces.includes(value) && t.closing.wrongPieces}
                onChange={(event) =>
                  onChange({ ...draft, pieces: { ...draft.pieces, [value]: event.currentTarget.value } })
                }
                onFocus={(event) => event.currentTarget.select()}
              />
            ))}
          </div>
          <output className="count-sum">
            {t.closing.inDrawer}: <b className="number">{format.minor(counted ?? 0, currency)}</b>
          </output>
        </>
      ) : (
        <AmountInput
          label={t.closing.counted(name)}
          name="counted"
          currency={currency}
          value={draft.sum}
          onType={(sum) => onChange({ ...draft, sum })}
          fault={faultText(sumFault, showsMissing)}
        />
      )}
    </fieldset>
  );
}
