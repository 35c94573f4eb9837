const row = /^ *(\S+-service) +\D+?(\d+)? +http.* on (\S+-db), port \d+ +\D+?(\d+)?$/;

/** Services' and databases' process ids by name, of those that run, as the fleet's table of its status has them. */
export const pidsIn = (table: string): Record<string, number> => {
  const pids: Record<string, number> = {};
  for (const line of table.split('\n').slice(1)) {
    const [, service, servicePid, database, databasePid] = row.exec(line) ?? [];
    if (service && servicePid) pids[service] = Number(servicePid);
    if (database && databasePid) pids[database] = Number(databasePid);
  }
  return pids;
};
