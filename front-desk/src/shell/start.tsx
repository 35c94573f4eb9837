import { Text } from '@mantine/core';
import { Navigate } from '@tanstack/react-router';
import { useSession } from '../api/session';
import { useTexts } from '../texts/language';
import { useScreens } from './screens';

/** Every role begins with what it does most. */
export function Start() {
  const t = useTexts();
  const { session } = useSession();
  const { start } = useScreens();
  if (start) return <Navigate to={start.to} replace />;
  if (session?.patientId)
    return <Navigate to="/patients/$patientId" params={{ patientId: session.patientId }} replace />;
  return <Text>{t.noStart((session?.roles ?? []).map((role) => t.roles[role] ?? role).join(', '))}</Text>;
}
