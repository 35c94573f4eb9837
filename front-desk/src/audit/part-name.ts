/** What people call the service through which something was asked; a job has its own name alone. */
export function partName(through: string, services: Readonly<Record<string, string>>): string {
  return services[through] ?? through;
}
