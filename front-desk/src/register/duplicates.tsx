import { Badge, Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { nameOf } from '../find/person';
import { Phone } from '../find/phone';
import { PageTitle } from '../shell/page-title';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import type { Candidate } from './candidates';
import type { NewPatient } from './new-patient';

interface Props {
  typed: NewPatient;
  candidates: Candidate[];
  onOpen: (id: string) => void;
  onRegister: () => void;
  onChange: () => void;
  isSending: boolean;
}

/** Who is typed and who is known, side by side, with what speaks for one person; a person decides. */
export function Duplicates({ typed, candidates, onOpen, onRegister, onChange, isSending }: Props) {
  const t = useTexts();
  const format = useFormat();
  const bornOf = (date: string | null | undefined) => (date ? format.birthDate(date) : t.person.bornUnknown);
  const genderOf = (gender: string | undefined) =>
    gender === 'male' || gender === 'female' || gender === 'other' ? t.person[gender] : t.person.unknown;
  const name = nameOf({ givenName: typed.givenName ?? null, familyName: typed.familyName ?? null }, t);
  const born = bornOf(typed.birthDate);
  const gender = genderOf(typed.gender);
  // a phone is compared by its last digits: it was typed without the country
  const isSamePhone = (phone: string | null) =>
    phone !== null && digitsOf(phone).endsWith(digitsOf(typed.phone ?? '-').slice(-7));
  const cell = (value: ReactNode, isSame: boolean) => <span className={isSame ? 'same' : 'differs'}>{value}</span>;
  return (
    <div className="duplicates">
      <PageTitle>{t.register.duplicateTitle}</PageTitle>
      <p className="dimmed">{t.register.duplicateWhat}</p>
      <div className="compare">
        <section className="card" aria-label={t.register.typed}>
          <h2>{t.register.typed}</h2>
          <p className="compare-name">
            <bdi>{name}</bdi>
          </p>
          <p>{born}</p>
          <p>{gender}</p>
          <p>
            <bdi dir="ltr">{typed.phone ?? t.person.noPhone}</bdi>
          </p>
          <Group mt="md">
            <Button variant="default" onClick={onChange}>
              {t.register.change}
            </Button>
          </Group>
        </section>
        {candidates.map((one) => (
          <section key={one.id} className="card card-known" aria-label={`${t.register.known}: ${one.mrn}`}>
            <h2>
              {t.register.known} · <bdi className="number">{one.mrn}</bdi>
            </h2>
            <p className="compare-name">{cell(nameOf(one, t), nameOf(one, t).toLowerCase() === name.toLowerCase())}</p>
            <p>{cell(bornOf(one.birthDate), bornOf(one.birthDate) === born)}</p>
            <p>
              {cell(
                genderOf(one.gender),
                [one.gender, typed.gender].includes('unknown') || one.gender === typed.gender,
              )}
            </p>
            <p>{cell(one.phone ? <Phone number={one.phone} /> : t.person.noPhone, isSamePhone(one.phone))}</p>
            <Group gap={6} aria-label={t.register.why} role="group">
              {one.reasons.map((reason) => (
                <Badge key={reason} variant="light" color="yellow" tt="none" size="lg">
                  {t.register.reasons[reason] ?? reason}
                </Badge>
              ))}
            </Group>
            <Group mt="md">
              <Button onClick={() => onOpen(one.id)}>{t.register.openThis}</Button>
            </Group>
          </section>
        ))}
      </div>
      <Button variant="default" mt="lg" onClick={onRegister} loading={isSending}>
        {t.register.allTheSame}
      </Button>
    </div>
  );
}

const digitsOf = (text: string) => text.replace(/\D/g, '');
