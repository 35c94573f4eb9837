import { Text } from '@mantine/core';
import { Navigate } from '@tanstack/react-router';
import { useMay } from '../access/may';
import { useSession } from '../api/session';
import { FindPage } from '../find/find-page';
import { useTexts } from '../texts/language';

/** Every role begins with what it does most. */
export function Start() {
  const t = useTexts();
  const may = useMay();
  const { session } = useSession();
  if (may('listPatients')) return <FindPage />;
  if (session?.patientId)
    return <Navigate to="/patients/$patientId" params={{ patientId: session.patientId }} replace />;
  return <Text>{t.noStart((session?.roles ?? []).map((role) => t.roles[role] ?? role).join(', '))}</Text>;
}
