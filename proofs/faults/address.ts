/**
 * The proof's own fleet, beside any other. To be imported first: what speaks to the fleet reads FLEET_URL when it is loaded.
 */
export const portOffset = 7100;

/** The proxies between services stand this much above the services. */
export const upstreamOffset = 50;

process.env['FLEET_URL'] = `http://127.0.0.1:${3000 + portOffset}`;
