import { useTexts } from '../texts/language';

/** Returns what names a method in its currency. */
export function useMethodName() {
  const t = useTexts();
  const names: Record<string, string> = t.method;
  return ({ method, currency }: { method: string; currency: string }) => `${names[method] ?? method} (${currency})`;
}
