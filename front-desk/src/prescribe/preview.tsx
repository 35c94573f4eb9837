import type { Patient } from '../find/person';
import { Allergies } from '../patient/allergies';
import { ProblemNotice } from '../shell/problem-notice';
import { useTexts } from '../texts/language';
import { Findings } from './findings';
import type { Order } from './draft';
import type { usePreview } from './use-preview';

interface Props {
  patient: Patient;
  order: Order | undefined;
  state: ReturnType<typeof usePreview>;
}

/** What patient and pharmacist will read, and what the check finds, in the words of the service. */
export function Preview({ patient, order, state: { preview, isFresh, isMissing, refusal } }: Props) {
  const t = useTexts();
  const medication = order && typeof order.medication === 'object' ? order.medication : undefined;
  return (
    <section className="card preview" aria-labelledby="preview">
      <h2 id="preview">{t.prescribe.read}</h2>
      {/* where the header scrolls away, they are here */}
      <div className="preview-allergies">
        <Allergies patient={patient} />
      </div>
      {!order && <p className="dimmed">{t.prescribe.readEmpty}</p>}
      {medication && (
        <p className="preview-medication">
          <bdi>{[medication.name, medication.strength, medication.form].filter(Boolean).join(' ')}</bdi>
        </p>
      )}
      {refusal && <ProblemNotice error={refusal} />}
      {isMissing && <p>{t.prescribe.previewFails}</p>}
      {preview && (
        <div aria-busy={!isFresh} className="preview-read">
          <div role="status">
            {preview.dosage?.text ? (
              <p className="preview-words" lang="en" dir="ltr">
                {preview.dosage.text}
              </p>
            ) : (
              <p className="dimmed">{t.prescribe.noWords}</p>
            )}
            <p className="dimmed">
              {(order?.quantity ?? null) === null
                ? t.prescribe.noQuantity
                : preview.fillDays === null
                  ? t.prescribe.fillUnknown
                  : t.prescribe.fillDays(Math.floor(preview.fillDays))}
            </p>
          </div>
          {preview.safety ? (
            <Findings safety={preview.safety} />
          ) : (
            <div className="findings verdict-unknown">
              <p className="verdict">
                <span aria-hidden="true">?</span> {t.safety.notKnown}
              </p>
              <p className="dimmed">{t.safety.notKnownWhat}</p>
            </div>
          )}
        </div>
      )}
      {order && !isFresh && !isMissing && <p className="dimmed">{t.prescribe.oldWords}</p>}
    </section>
  );
}
