import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { components, operations } from '../api/generated/prescription-service';
import { useMay } from '../access/may';
import { answer, appointments, prescriptions } from '../api/services';
import { useSending } from '../api/use-sending';
import { useFormat } from '../texts/format';

type Body = operations['prescribe']['requestBody']['content']['application/json'];
export type Prescription = components['schemas']['Prescription'];

interface Writing {
  /** The same for every attempt, so that it is prescribed once. */
  key: string;
  body: Body;
}

/** Returns what prescribes; what gets no answer is sent again with its key. */
export function usePrescribe(patientId: string, onStored: (prescription: Prescription) => void) {
  const client = useQueryClient();
  return useSending({
    mutationFn: ({ key, body }: Writing) =>
      answer(prescriptions.POST('/prescriptions', { params: { header: { 'Idempotency-Key': key } }, body })),
    onSuccess: onStored,
    onSettled: () => client.invalidateQueries({ queryKey: ['patient', patientId] }),
  });
}

/** Returns today's visit of the patient to this doctor, for which it is written, where there is one. */
export function useVisitToday(patientId: string, doctorId: string | undefined) {
  const may = useMay();
  const format = useFormat();
  const { data } = useQuery({
    queryKey: ['patient', patientId, 'visit-today', doctorId],
    queryFn: ({ signal }) => {
      const day = 86_400_000;
      const query = { patientId, doctorId: doctorId ?? '', from: at(Date.now() - day), to: at(Date.now() + day) };
      return answer(appointments.GET('/appointments', { params: { query }, signal }));
    },
    enabled: doctorId !== undefined && may('listAppointments'),
  });
  const today = data?.data.filter(({ time }) => format.dayOf(time) === format.today()) ?? [];
  return today.find(({ status }) => status === 'arrived') ?? today.find(({ status }) => status === 'fulfilled');
}

const at = (milliseconds: number) => new Date(milliseconds).toISOString();
