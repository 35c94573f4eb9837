/** What people call a service; one that nobody has named for them, and a job, has its own name alone. */
export function partName(name: string, services: Readonly<Partial<Record<string, string>>>): string {
  return services[name] ?? name;
}
