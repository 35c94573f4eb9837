import { Group, Select, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { paths } from '../api/generated/doctor-service';
import { newKey } from '../api/new-key';
import { answer, doctors as service } from '../api/services';
import { useSession } from '../api/session';
import { useSending } from '../api/use-sending';
import { Dialog } from '../shell/dialog';
import { ProblemNotice } from '../shell/problem-notice';
import { ShortForm } from '../shell/short-form';
import { useTexts } from '../texts/language';
import { instantOf } from './clock';
import { useRefresh } from './commands';
import type { Doctor } from './doctors';
import { LeaveHits } from './leave-hits';
import { inList } from './shown';

type NewTimeOff = paths['/doctors/{id}/time-off']['post']['requestBody']['content']['application/json'];

interface Props {
  doctors: readonly Doctor[];
  doctorId: string;
  day: string;
  onClose: () => void;
}

/** Records that a doctor is away, and then shows whom it hits. */
export function LeaveDialog({ doctors, doctorId: first, day, onClose }: Props) {
  const t = useTexts();
  const { session } = useSession();
  const zone = session?.timeZone ?? 'UTC';
  const [doctorId, setDoctorId] = useState(first);
  const [dates, setDates] = useState({ from: day, to: day });
  const [isPart, setIsPart] = useState(false);
  const [times, setTimes] = useState({ from: '09:00', to: '12:00' });
  const [reason, setReason] = useState('');
  const refresh = useRefresh();
  const add = useSending({
    mutationFn: ({ key, body }: { key: string; body: NewTimeOff }) =>
      answer(
        service.POST('/doctors/{id}/time-off', {
          params: { path: { id: doctorId }, header: { 'Idempotency-Key': key } },
          body,
        }),
      ),
    onSettled: refresh,
  });
  const doctor = doctors.find(({ id }) => id === doctorId);
  const record = () => {
    const why = reason.trim() === '' ? {} : { reason: reason.trim() };
    const span = isPart
      ? {
          start: new Date(instantOf(dates.from, times.from, zone)).toISOString(),
          end: new Date(instantOf(dates.from, times.to, zone)).toISOString(),
        }
      : { startDate: dates.from, endDate: dates.to };
    add.mutate({ key: newKey(), body: { ...span, ...why } });
  };
  return (
    <Dialog onClose={onClose} size="xl" title={t.leave.title}>
      {add.data && doctor ? (
        <LeaveHits doctor={doctor} leave={add.data} onClose={onClose} />
      ) : (
        <ShortForm
          submit={t.leave.record}
          isSending={add.isPending}
          isWritten={reason !== '' || isPart || dates.from !== day || dates.to !== day}
          onSubmit={record}
          onBack={onClose}
        >
          <Select
            label={t.leave.doctor}
            data={doctors.map((one) => ({ value: one.id, label: inList(one) }))}
            value={doctorId}
            onChange={(id) => id !== null && setDoctorId(id)}
            searchable
            allowDeselect={false}
          />
          <Group grow align="end">
            <TextInput
              type="date"
              label={t.leave.first}
              value={dates.from}
              onChange={({ currentTarget: { value } }) =>
                setDates(({ to }) => ({ from: value, to: to < value ? value : to }))
              }
              required
              data-autofocus
            />
            {!isPart && (
              <TextInput
                type="date"
                label={t.leave.last}
                value={dates.to}
                min={dates.from}
                onChange={({ currentTarget: { value } }) => setDates({ ...dates, to: value })}
                required
              />
            )}
          </Group>
          <Switch label={t.leave.part} checked={isPart} onChange={(event) => setIsPart(event.currentTarget.checked)} />
          {isPart && (
            <Group grow>
              {(['from', 'to'] as const).map((end) => (
                <TextInput
                  key={end}
                  type="time"
                  label={`${t.leave[end]} (${zone})`}
                  value={times[end]}
                  onChange={({ currentTarget: { value } }) => setTimes({ ...times, [end]: value })}
                  required
                />
              ))}
            </Group>
          )}
          <TextInput
            label={t.leave.reason}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            maxLength={500}
          />
          {add.error && <ProblemNotice error={add.error} />}
        </ShortForm>
      )}
    </Dialog>
  );
}
