/** Where the running fleet is, and the password of its sample people. */
export const base = process.env['FRONT_DESK_URL'] ?? 'http://localhost:3000';
export const password = process.env['SAMPLE_STAFF_PASSWORD'] ?? '';
/** Where the running fleet keeps its data, from the project's root; `npm start` does so in .fleet. */
export const fleetHome = process.env['FLEET_HOME'] ?? '.fleet';
export const chromiumPath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
