import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useTexts } from '../texts/language';
import { Field, type FieldsProps } from './field';

/** How much, by which way, how often and for how long. */
export function DosageFields(props: FieldsProps) {
  const t = useTexts();
  const { draft, change, faults } = props;
  const words = t.prescribe;
  return (
    <fieldset className="order-part">
      <legend>{words.dosage}</legend>
      <div className="order-row">
        <Field {...props} name="dose" path="dosage/dose" label={words.dose} short />
        <Field {...props} name="doseMax" path="dosage/doseMax" label={words.doseMax} short />
        <Field {...props} name="doseUnit" path="dosage/doseUnit" label={words.unit} hint={words.unitHint} />
        <NativeSelect
          label={words.route}
          value={draft.route}
          onChange={(event) => change({ route: event.currentTarget.value })}
          data={[{ value: '', label: words.choose }, ...optionsOf(words.routes)]}
        />
      </div>
      <div className="order-row">
        <NativeSelect
          label={words.often}
          value={draft.often}
          onChange={(event) => change({ often: event.currentTarget.value })}
          data={[{ value: '', label: words.choose }, ...optionsOf(words.oftenPresets)]}
          error={faults.get('dosage/frequency') ?? faults.get('dosage/period') ?? faults.get('dosage/periodUnit')}
        />
        {draft.often === 'other' && (
          <>
            <Field {...props} name="frequency" path="" label={words.times} short />
            <Field {...props} name="period" path="" label={words.every} short />
            <NativeSelect
              aria-label={words.often}
              className="field-unit"
              value={draft.periodUnit}
              onChange={(event) => change({ periodUnit: event.currentTarget.value })}
              data={optionsOf(words.periodUnits)}
            />
          </>
        )}
        <Field
          {...props}
          name="durationDays"
          path="dosage/durationDays"
          label={words.duration}
          hint={words.durationHint}
        />
      </div>
      <div className="order-row">
        <Checkbox
          label={words.asNeeded}
          checked={draft.asNeeded}
          onChange={(event) => change({ asNeeded: event.currentTarget.checked })}
        />
        {draft.asNeeded && <Field {...props} name="maxPerDay" path="dosage/maxPerDay" label={words.maxPerDay} short />}
      </div>
      <TextInput
        label={words.ownWords}
        value={draft.ownWords}
        onChange={(event) => change({ ownWords: event.currentTarget.value })}
        error={faults.get('dosage/text')}
        maxLength={5000}
      />
    </fieldset>
  );
}

function optionsOf(texts: Readonly<Record<string, string>>): { value: string; label: string }[] {
  return Object.entries(texts).map(([value, label]) => ({ value, label }));
}
