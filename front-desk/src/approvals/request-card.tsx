import { Alert, Button, Group, Textarea } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { roleNames } from '../access/role-names';
import { useSession } from '../api/session';
import { nameOf } from '../find/person';
import { usePatient } from '../patient/use-patient';
import { ProblemNotice } from '../shell/problem-notice';
import { ProblemSentence } from '../shell/problem-sentence';
import { ShortForm } from '../shell/short-form';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { useDecision } from './use-decision';
import { useBillOf, usePaymentOf, type Request } from './use-requests';

interface Props {
  request: Request;
  onDecided: () => void;
}

/** One request: who asked, when and why, and the decision of somebody else. */
export function RequestCard({ request, onDecided }: Props) {
  const t = useTexts();
  const format = useFormat();
  const { session } = useSession();
  const decision = useDecision(request);
  const [isRejecting, setIsRejecting] = useState(false);
  const [reason, setReason] = useState('');
  const { amount, currency, requestedBy, createdAt, reason: why, patientId } = request.record;
  const isOwn =
    requestedBy?.subject !== undefined &&
    requestedBy.subject === session?.subject &&
    requestedBy.issuer === session.issuer;
  const money = format.money(amount, currency);
  const approve = () => {
    onDecided();
    decision.approve();
  };
  const reject = () => {
    if (reason.trim() === '') return;
    onDecided();
    decision.reject(reason.trim());
  };
  return (
    <li className="card request">
      <h2>{(request.kind === 'refund' ? t.approvals.refund : t.approvals.discount)(money)}</h2>
      <p className="dimmed">
        <What request={request} />
      </p>
      <dl>
        <dt>{t.approvals.askedBy}</dt>
        <dd>
          <bdi>{requestedBy?.name ?? requestedBy?.subject ?? t.approvals.unknown}</bdi>
          {requestedBy && ` (${roleNames(requestedBy.roles, t.roles)})`}
        </dd>
        <dt>{t.approvals.when}</dt>
        <dd>
          <time dateTime={createdAt}>{format.dayAndTime(createdAt)}</time>
        </dd>
        <dt>{t.approvals.why}</dt>
        <dd>
          <bdi>{why}</bdi>
        </dd>
        {patientId !== null && (
          <>
            <dt>{t.approvals.patient}</dt>
            <dd>
              <PatientName patientId={patientId} />
            </dd>
          </>
        )}
      </dl>
      {decision.data ? (
        <Outcome record={decision.data} />
      ) : (
        <>
          {decision.error && <ProblemNotice error={decision.error} />}
          {isOwn && <p className="own-request">{t.approvals.own}</p>}
          {isRejecting ? (
            <ShortForm
              submit={isOwn ? t.approvals.takeBack : t.approvals.reject}
              color="red.9"
              isSending={decision.isPending}
              isWritten={reason !== ''}
              onSubmit={reject}
              onBack={() => setIsRejecting(false)}
            >
              <Textarea
                label={isOwn ? t.approvals.takeBackWhy : t.approvals.rejectWhy}
                value={reason}
                onChange={(event) => setReason(event.currentTarget.value)}
                required
                autosize
                minRows={2}
                maxLength={500}
                ref={focusOnce}
              />
            </ShortForm>
          ) : (
            <Group>
              {!isOwn && (
                <Button onClick={approve} loading={decision.isPending}>
                  {t.approvals.approve}
                </Button>
              )}
              <Button variant="default" onClick={() => setIsRejecting(true)} disabled={decision.isPending}>
                {isOwn ? t.approvals.takeBack : t.approvals.reject}
              </Button>
            </Group>
          )}
        </>
      )}
    </li>
  );
}

/** The field comes where the button was that had the focus. */
function focusOnce(field: HTMLTextAreaElement | null): void {
  field?.focus();
}

function What({ request }: { request: Request }) {
  const t = useTexts();
  const format = useFormat();
  const { data: payment } = usePaymentOf(request);
  const { data: bill } = useBillOf(request);
  if (payment)
    return (
      <>
        {t.method[payment.method]},{' '}
        {t.approvals.ofReceipt(payment.receiptNumber ?? '', format.money(payment.amount, payment.currency))}
      </>
    );
  if (bill) return t.approvals.ofBill(bill.number ?? '', format.money(bill.dueAmount, bill.currency));
  return null;
}

function PatientName({ patientId }: { patientId: string }) {
  const t = useTexts();
  const { data: patient } = usePatient(patientId);
  if (!patient) return '…';
  return (
    <Link to="/patients/$patientId" params={{ patientId }} className="text-button">
      <bdi>{nameOf(patient, t)}</bdi> <bdi className="number">{patient.mrn}</bdi>
    </Link>
  );
}

function Outcome({ record }: { record: Request['record'] }) {
  const t = useTexts();
  if (record.status === 'rejected')
    return (
      <Alert color="gray" role="status">
        {t.approvals.rejected}
      </Alert>
    );
  if (record.status === 'failed')
    return (
      <Alert color="red" role="alert">
        {t.approvals.failed}{' '}
        {'failure' in record && record.failure && (
          <ProblemSentence type={record.failure.code} detail={record.failure.detail} />
        )}
      </Alert>
    );
  return (
    <Alert color={record.status === 'processing' ? 'yellow' : 'teal'} role="status">
      {record.status === 'processing' ? t.approvals.approvedKept : t.approvals.approved}
    </Alert>
  );
}
