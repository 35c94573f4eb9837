import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { ageInWords, flagsOf, nameOf, type Patient } from './person';
import { Phone } from './phone';

interface Props {
  patient: Patient;
  id: string;
  isMarked: boolean;
  onOpen: () => void;
  /** What a desk has to know of them beside. */
  beside?: ReactNode;
}

/** One patient that was found: enough to tell two with one name apart. */
export function ResultRow({ patient, id, isMarked, onOpen, beside }: Props) {
  const t = useTexts();
  const format = useFormat();
  const { birthDate, gender, mrn, phone } = patient;
  return (
    // keys reach it by the field, which has the focus
    <div id={id} role="option" aria-selected={isMarked} className="result" onClick={onOpen}>
      <span className="result-name">
        <bdi>{nameOf(patient, t)}</bdi>
        {flagsOf(patient, t).map((flag) => (
          <Badge key={flag} color="dark" variant="filled" size="sm" tt="none">
            {flag}
          </Badge>
        ))}
      </span>
      <span className="result-born">
        {birthDate ? (
          <>
            <b>{ageInWords(birthDate, t, format)}</b> · {format.birthDate(birthDate)}
          </>
        ) : (
          t.person.bornUnknown
        )}
        {gender && ` · ${t.person[gender]}`}
      </span>
      <span className="result-numbers">
        <bdi className="number">{mrn}</bdi>
        {phone && <Phone number={phone} className="dimmed" />}
        {beside}
      </span>
    </div>
  );
}
