import type { Region } from '@hms/service-kit/phone';
import { startForTest, type TestedService } from '@hms/service-kit/testing/service';
import { service } from '../src/service';

interface Registered {
  id: string;
  mrn: string;
  version: number;
}

export interface Fixture extends TestedService {
  /** Registers somebody, also one who looks like another. */
  register: (patient: object) => Promise<Registered>;
  /** The ids that a query finds, in order. */
  find: (query: Record<string, string>) => Promise<string[]>;
}

/** patient-service in a hospital in Britain, unless said otherwise; alone, unless there is an appointment-service. */
export const startPatientService = async ({
  region = 'GB',
  appointmentsAt,
  restrictions = 'none',
}: { region?: Region; appointmentsAt?: string; restrictions?: 'asked' | 'none' } = {}): Promise<Fixture> => {
  const tested = await startForTest(service, {
    environment: {
      HMS_REGION: region,
      ...(appointmentsAt !== undefined && { APPOINTMENT_SERVICE_URL: appointmentsAt }),
    },
    restrictions,
  });
  const { served } = tested;
  return {
    ...tested,
    register: async (patient) => {
      const response = await served.api.post('/patients?allowDuplicate=true').send(patient);
      expect(response).toMatchObject({ status: 201 });
      return response.body as Registered;
    },
    find: async (query) => {
      const response = await served.api.get(`/patients?${new URLSearchParams(query).toString()}`);
      expect(response).toMatchObject({ status: 200 });
      return (response.body as { data: { id: string }[] }).data.map(({ id }) => id);
    },
  };
};
