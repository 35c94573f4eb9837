import { Button, Kbd } from '@mantine/core';
import type { Patient } from '../find/person';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';

interface Props {
  patient: Patient;
  /** For who may record and change them. */
  onChange?: (() => void) | undefined;
}

/** None known, not asked, and allergies are three different things, and look different without colour as well. */
export function Allergies({ patient, onChange }: Props) {
  const t = useTexts();
  const format = useFormat();
  const { allergyStatus, noKnownAllergiesAt } = patient;
  // not for every role
  if (allergyStatus === undefined) return null;
  const act = onChange && (
    <Button
      variant="default"
      size="compact-xs"
      className="allergies-act"
      onClick={onChange}
      rightSection={<Kbd size="xs">l</Kbd>}
    >
      {t.allergies.act}
    </Button>
  );
  if (allergyStatus === 'none-known')
    return (
      <div className="allergies allergies-none">
        <b>✓ {t.person.noneKnown}</b>
        {noKnownAllergiesAt && (
          <span className="dimmed"> {t.person.noneKnownSince(format.day(noKnownAllergiesAt))}</span>
        )}
        {act}
      </div>
    );
  if (allergyStatus === 'not-asked')
    return (
      <div className="allergies allergies-unknown">
        <b>? {t.person.notAsked}</b> <span className="dimmed">{t.person.notAskedWhy}</span>
        {act}
      </div>
    );
  const active = (patient.allergies ?? [])
    .filter(({ status }) => status === 'active')
    .toSorted((a, b) => Number(b.criticality === 'high') - Number(a.criticality === 'high'));
  return (
    <div className="allergies allergies-recorded">
      <b>⚠ {t.person.allergies}</b>
      <ul>
        {active.map(({ id, substance, reaction, criticality }) => (
          <li key={id}>
            <bdi className={criticality === 'high' ? 'high-risk' : undefined}>{substance}</bdi>
            {reaction && (
              <>
                {' '}
                <bdi className="dimmed">{reaction}</bdi>
              </>
            )}
            {criticality === 'high' && <span className="high-risk"> · {t.person.highRisk}</span>}
          </li>
        ))}
      </ul>
      {act}
    </div>
  );
}
