import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../access/may';
import type { Prescription } from '../patient/timeline';
import { ProblemNotice } from '../shell/problem-notice';
import { amountOf } from '../texts/amount';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { TakeBackForm } from './take-back-form';
import { useDispenses } from './use-dispensing';

/** What was handed out so far, with its label, and what came back of it. */
export function History({ prescription }: { prescription: Prescription }) {
  const t = useTexts();
  const may = useMay();
  const format = useFormat();
  const { data, error } = useDispenses(prescription.id, prescription.version);
  const [opened, setOpened] = useState<string>();
  const [done, setDone] = useState<string>();
  return (
    <section className="card history" aria-labelledby="history">
      <h2 id="history">{t.dispense.history}</h2>
      {error && <ProblemNotice error={error} />}
      <p role="status">{done}</p>
      {data?.data.length === 0 && <p className="dimmed">{t.dispense.noHistory}</p>}
      <ol>
        {data?.data.map(({ id, quantity, by, dispensedAt, returnedQuantity, earlyReason }) => (
          <li key={id}>
            <div className="history-row">
              <time dateTime={dispensedAt} className="dimmed">
                {format.shortDay(dispensedAt)} {format.time(dispensedAt)}
              </time>
              <span className="history-what">
                <b>{amountOf(quantity, prescription.quantityUnit, t, format)}</b> <bdi>{t.dispense.by(by)}</bdi>
                {earlyReason && <bdi className="dimmed"> · {t.dispense.earlyFor(earlyReason)}</bdi>}
                {returnedQuantity > 0 && (
                  <bdi className="dimmed">
                    {' '}
                    · {t.entry.returned(amountOf(returnedQuantity, prescription.quantityUnit, t, format))}
                  </bdi>
                )}
              </span>
              <span className="history-act">
                <Link
                  to="/dispensing/$prescriptionId/labels/$dispenseId"
                  params={{ prescriptionId: prescription.id, dispenseId: id }}
                  className="text-button"
                >
                  {t.dispense.itsLabel}
                </Link>
                {may('takeBack') && quantity > returnedQuantity && opened !== id && (
                  <Button size="compact-sm" variant="default" onClick={() => setOpened(id)}>
                    {t.dispense.takeBack} …
                  </Button>
                )}
              </span>
            </div>
            {opened === id && (
              <TakeBackForm
                prescription={prescription}
                dispenseId={id}
                most={quantity - returnedQuantity}
                onDone={(returned) => {
                  setOpened(undefined);
                  setDone(t.dispense.returnDone(amountOf(returned.quantity, prescription.quantityUnit, t, format)));
                }}
                onCancel={() => setOpened(undefined)}
              />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
