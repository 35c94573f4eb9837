/**
 * Returns the roles of a person in words. An issuer has roles of its own, such as Keycloak's `offline_access`, which everybody
 * has: they are left out, unless there is no other.
 */
export function roleNames(roles: readonly string[], names: Record<string, string>): string {
  const known = roles.filter((role) => Object.hasOwn(names, role));
  return known.length > 0 ? known.map((role) => names[role]).join(', ') : roles.join(', ');
}
