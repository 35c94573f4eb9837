import { useQuery } from '@tanstack/react-query';
import { useMay } from '../access/may';
import { answer, appointments } from '../api/services';

/** Returns the visit that is billed, for who may see visits. */
export function useVisit(id: string | undefined) {
  const may = useMay();
  const { data } = useQuery({
    queryKey: ['visits', id],
    queryFn: ({ signal }) =>
      answer(appointments.GET('/appointments/{id}', { params: { path: { id: id ?? '' } }, signal })),
    enabled: id !== undefined && may('getAppointment'),
  });
  return data;
}
