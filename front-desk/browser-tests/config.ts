/** Where the running fleet is, and the password of its sample people. */
export const base = process.env['FRONT_DESK_URL'] ?? 'http://localhost:3000';
export const password = process.env['SAMPLE_STAFF_PASSWORD'] ?? '';
export const chromiumPath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
