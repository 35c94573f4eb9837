import { Text } from '@mantine/core';
import { Navigate } from '@tanstack/react-router';
import { roleNames } from '../access/role-names';
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
  return <Text>{t.noStart(roleNames(session?.roles ?? [], t.roles))}</Text>;
}
