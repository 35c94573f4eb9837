import { NativeSelect, Textarea } from '@mantine/core';
import type { Texts } from '../texts/en';
import { useTexts } from '../texts/language';

type Code = keyof Texts['prescribe']['overrideCodes'];

export interface Override {
  reasonCode: Code | '';
  reason: string;
}

interface Props {
  override: Override;
  change: (override: Override) => void;
  /** Somebody tried to go on without one. */
  isMissed: boolean;
}

/** Why a prescriber goes on in spite of a finding of high severity. */
export function OverrideFields({ override, change, isMissed }: Props) {
  const t = useTexts();
  const { reasonCode, reason } = override;
  const codes = Object.keys(t.prescribe.overrideCodes) as Code[];
  const missed = (value: string) => isMissed && value.trim() === '' && t.prescribe.overrideMissing;
  return (
    <fieldset className="order-part override">
      <legend>{t.prescribe.overrideTitle}</legend>
      <p className="dimmed">{t.prescribe.overrideWhat}</p>
      <NativeSelect
        label={t.prescribe.overrideCode}
        value={reasonCode}
        onChange={(event) => {
          const chosen = codes.find((code) => code === event.currentTarget.value);
          change({ reason, reasonCode: chosen ?? '' });
        }}
        data={[
          { value: '', label: t.prescribe.choose },
          ...codes.map((value) => ({ value, label: t.prescribe.overrideCodes[value] })),
        ]}
        required
        error={missed(reasonCode)}
      />
      <Textarea
        label={t.prescribe.overrideReason}
        value={reason}
        onChange={(event) => change({ reasonCode, reason: event.currentTarget.value })}
        required
        autosize
        minRows={2}
        maxLength={1000}
        error={missed(reason)}
      />
    </fieldset>
  );
}
