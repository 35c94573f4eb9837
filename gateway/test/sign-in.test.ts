import { setTimeout as pause } from 'node:timers/promises';
import { openDatabase, type Database } from '@hms/service-kit/database';
import { createLogger } from '@hms/service-kit/logger';
import { atEnd } from '@hms/service-kit/testing/cleanup';
import { startBackChannel, type BackChannel } from './back-channel';
import { openBrowser, type Browser } from './browser';
import { hashOf, newSecret, openSeal } from '../src/seal';
import { freePort, sessionKey, startGateway, startIdentity, type Program } from './programs';
import { serviceNames, startStubServices } from './stub-service';

let port: number;
let gateway: string;
let issuer: string;

let channel: BackChannel;
let services: Awaited<ReturnType<typeof startStubServices>>;
let first: Program;
/** What the first one of that database has logged. */
let stopped = '';
let second: Program;
let db: Database;
let ofIssuer: Database;
const browsers: Browser[] = [];

/** What every gateway of this file has. */
const environment = () => ({
  AUTH_ISSUER: issuer,
  AUTH_METADATA_URL: channel.metadataUrl,
  PUBLIC_URL: gateway,
  HMS_TIME_ZONE: 'Europe/London',
  ...services.environment,
});

beforeAll(async () => {
  port = await freePort();
  gateway = `http://127.0.0.1:${port}`;
  const identity = await startIdentity(gateway);
  issuer = identity.url;
  channel = await startBackChannel(issuer);
  services = await startStubServices(serviceNames);
  first = await startGateway(environment(), { port });
  second = await startGateway(environment(), { database: first.database });
  db = openDatabase(first.database, createLogger('test', 'fatal'));
  ofIssuer = openDatabase(identity.database, createLogger('test', 'fatal'));
  atEnd(() => Promise.all([db.close(), ofIssuer.close()]));
});

const newBrowser = () => {
  const browser = openBrowser();
  browsers.push(browser);
  return browser;
};
const signedIn = async (name?: string) => {
  const browser = newBrowser();
  await browser.signIn(gateway, name);
  const { csrfToken } = (await browser.get(`${gateway}/session`)).json;
  return { browser, csrf: { 'x-csrf-token': String(csrfToken) } };
};
const renewals = () => channel.asked.filter((form) => form.get('grant_type') === 'refresh_token').length;
const sessionCookie = (browser: Browser) => browser.cookies(gateway).get(`hms-session-${port}`) ?? 'none';
/** What a process has read it keeps for a second, by a clock of its own; to look earlier could pass for a request of the person. */
const forgotten = () => pause(1050);
const endTokens = async () => {
  await db.query(`update sessions set token_ends_at = now() - interval '1 second'`);
  await forgotten();
};

it('signs a person in at the issuer, and passes on what they ask with their token', async () => {
  const browser = newBrowser();
  const { status, location } = await browser.signIn(gateway, 'doctor', '/patients?q=1#here');
  expect({ status, location }).toEqual({ status: 303, location: `${gateway}/patients?q=1#here` });
  expect(await browser.get(`${gateway}/session`)).toMatchObject({
    status: 200,
    json: {
      name: 'Amina Yusuf',
      roles: ['doctor'],
      issuer,
      subject: expect.stringMatching(/./) as unknown,
      doctorId: '01900000-0000-7001-8000-000000000001',
      csrfToken: expect.stringMatching(/^[\w-]{43}$/) as unknown,
      endsAt: expect.stringMatching(/^20.+Z$/) as unknown,
      timeZone: 'Europe/London',
    },
  });
  expect(await browser.get(`${gateway}/api/patients?limit=2`)).toMatchObject({
    status: 200,
    json: { service: 'patient-service', url: '/patients?limit=2' },
  });
  const headers = services.get('patient-service').seen.at(-1)?.headers;
  expect(channel.given).toContain(headers?.authorization?.replace('Bearer ', ''));
  expect(headers).not.toHaveProperty('cookie');
});

it('sends the browser to the issuer with PKCE, state and nonce, and proves who it is by its key', async () => {
  const { location } = await newBrowser().get(`${gateway}/sign-in`);
  const { origin, searchParams } = new URL(location);
  // not where this process reads its metadata, which a browser may not reach
  expect(origin).toBe(issuer);
  expect(Object.fromEntries(searchParams)).toMatchObject({
    client_id: 'gateway',
    response_type: 'code',
    redirect_uri: `${gateway}/signed-in`,
    code_challenge_method: 'S256',
    state: expect.stringMatching(/^[\w-]{43}$/) as unknown,
    nonce: expect.stringMatching(/^[\w-]{43}$/) as unknown,
  });
  const [asked] = channel.asked;
  expect(asked?.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
  expect(asked?.get('code_verifier')).toMatch(/^[\w-]{43}$/);
  expect(asked?.has('client_secret')).toBe(false);
});

it('gives a cookie that no script reads, and keeps only its hash, and no token in the clear', async () => {
  const browser = newBrowser();
  const { headers } = await browser.signIn(gateway);
  const cookies = headers.getSetCookie();
  expect(cookies.filter((one) => !/; HttpOnly; SameSite=Lax(;|$)/.test(one))).toEqual([]);
  expect(cookies.find((one) => one.startsWith('hms-session'))).toMatch(
    new RegExp(`^hms-session-${port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Lax$`),
  );
  const rows = await db.query<{ text: string }>('select sessions::text as text from sessions');
  const kept = rows.map(({ text }) => Buffer.from(text + text.replaceAll(/\\x([0-9a-f]+)/g, fromHex)).toString());
  const value = sessionCookie(browser);
  for (const secret of [value, ...channel.given]) expect(kept.join('')).not.toContain(secret);
});
const fromHex = (_: string, hex: string) => Buffer.from(hex, 'hex').toString('latin1');

it.each([
  '//elsewhere.example',
  '/\\elsewhere.example',
  'https://elsewhere.example',
  '/\t/elsewhere.example',
  'patients',
  '',
  `/${'ü'.repeat(200)}`,
  '/..//elsewhere.example',
])('leads to a page of its own only, and not to %j', async (to) => {
  const page = await newBrowser().get(`${gateway}/sign-in?to=${encodeURIComponent(to)}`);
  expect(page).toMatchObject({ status: 400, json: { type: '/problems/not-a-local-path' }, location: '' });
});

it('takes an answer of the issuer once, in time, and in the browser that asked', async () => {
  const browser = newBrowser();
  const { location } = await browser.get(`${gateway}/sign-in`);
  const state = new URL(location).searchParams.get('state') ?? '';
  const back = `${gateway}/signed-in?code=x&state=${state}`;
  expect((await newBrowser().get(back)).text).toContain('Begin again');
  // a code that the issuer does not know
  expect(await browser.get(back)).toMatchObject({ status: 403 });
  expect(await browser.get(back)).toMatchObject({ status: 400 });
  const late = { state: newSecret(), nonce: newSecret(), verifier: newSecret(), to: '/' };
  const sealedAt = (at: number) =>
    openSeal(sessionKey)
      .close(JSON.stringify({ ...late, at }), hashOf(late.state))
      .toString('base64url');
  const minute = 60_000;
  for (const [ago, status] of [
    [11 * minute, 400],
    [9 * minute, 403],
  ] as const) {
    browser.cookies(gateway).set(signInCookie(late.state), sealedAt(Date.now() - ago));
    expect(await browser.get(`${gateway}/signed-in?code=x&state=${late.state}`)).toMatchObject({ status });
  }
  expect(sessionCookie(browser)).toBe('none');
});

it('takes an answer once also if it comes to two processes at the same moment, or its cookie was kept', async () => {
  const { state, cookie } = await begun();
  const asked = () => channel.asked.filter((form) => form.get('code') === state).length;
  const back = (url: string) =>
    fetch(`${url}/signed-in?code=${state}&state=${state}&iss=${issuer}`, { headers: { cookie }, redirect: 'manual' });
  const answers = await Promise.all([gateway, second.url, gateway, second.url].map(back));
  expect(answers.map(({ status }) => status).sort()).toEqual([400, 400, 400, 403]);
  expect((await back(gateway)).status).toBe(400);
  expect(asked()).toBe(1);
});

it('writes nothing for a sign-in that is only begun, and keeps few rows of those that come back', async () => {
  const tables = await db.query<{ name: string }>(
    `select relname as name from pg_stat_user_tables where relname not like 'schema_%'`,
  );
  const rows = async () => {
    const counts = tables.map(({ name }) => db.query<{ n: number }>(`select count(*)::integer as n from ${name}`));
    return (await Promise.all(counts)).map(([row]) => row?.n);
  };
  const before = await rows();
  await Promise.all(Array.from({ length: 50 }, () => newBrowser().get(`${gateway}/sign-in`)));
  expect(await rows()).toEqual(before);
  await db.query(
    `insert into used_sign_ins (id, used_at)
     select sha256(n::text::bytea), now() - interval '1 minute' + n * interval '1 ms' from generate_series(1, 20000) n`,
  );
  const { state, cookie } = await begun();
  await fetch(`${gateway}/signed-in?code=x&state=${state}`, { headers: { cookie }, redirect: 'manual' });
  const [kept] = await db.query<{ n: number }>('select count(*)::integer as n from used_sign_ins');
  expect(kept?.n).toBeLessThanOrEqual(10_001);
});

it('lets one browser sign in from several pages at once, and keeps no more than four of those it began', async () => {
  const browser = newBrowser();
  const states: string[] = [];
  for (let i = 0; i < 6; i++) {
    const { location, headers } = await browser.get(`${gateway}/sign-in?to=/page-${i}`);
    states.push(new URL(location).searchParams.get('state') ?? '');
    expect(headers.getSetCookie().find((one) => one.startsWith(`${signInCookie(states[i] ?? '')}=`))).toMatch(
      /=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/,
    );
  }
  const answers = [];
  for (const state of states)
    answers.push((await browser.get(`${gateway}/signed-in?error=access_denied&state=${state}&iss=${issuer}`)).status);
  expect(answers).toEqual([400, 400, 403, 403, 403, 403]);
});

/** What a browser has of it begins with the cookie's name, and tells nothing. */
const signInCookie = (state: string) => `hms-sign-in-${port}.${state.slice(0, 12)}`;

/** A sign-in that was begun in some browser. */
const begun = async () => {
  const browser = newBrowser();
  const { location } = await browser.get(`${gateway}/sign-in`);
  const state = new URL(location).searchParams.get('state') ?? '';
  return { state, cookie: `${signInCookie(state)}=${browser.cookies(gateway).get(signInCookie(state))}` };
};

it('shows a browser nothing of what it keeps of a sign-in, and takes it for no other', async () => {
  const { state, cookie } = await begun();
  const other = await begun();
  const [, sealed = ''] = cookie.split('=');
  const text = Buffer.from(sealed, 'base64url').toString('latin1');
  for (const word of ['verifier', 'nonce', state]) expect(text).not.toContain(word);
  const swapped = `${signInCookie(other.state)}=${sealed}`;
  const answer = await fetch(`${gateway}/signed-in?code=x&state=${other.state}`, { headers: { cookie: swapped } });
  expect(answer.status).toBe(400);
});

it('says what the issuer has refused, and how to begin again', async () => {
  const browser = newBrowser();
  const { location } = await browser.get(`${gateway}/sign-in?to=/bills`);
  const state = new URL(location).searchParams.get('state') ?? '';
  const refused = await browser.get(`${gateway}/signed-in?error=access_denied&state=${state}&iss=${issuer}`);
  expect(refused.status).toBe(403);
  expect(refused.text).toContain('the issuer said access_denied');
  expect(refused.text).toContain('href="/sign-in?to=%2Fbills"');
});

it('takes another name of this machine for the one that it has', async () => {
  const elsewhere = await newBrowser().get(`http://localhost:${port}/sign-in?to=/bills`);
  expect(elsewhere).toMatchObject({ status: 303, location: `${gateway}/sign-in?to=%2Fbills` });
});

it('has another session after every sign-in, and the one before is over', async () => {
  const { browser } = await signedIn();
  const before = sessionCookie(browser);
  await browser.signIn(gateway);
  expect(sessionCookie(browser)).not.toBe(before);
  const old = await fetch(`${gateway}/session`, { headers: { cookie: `hms-session-${port}=${before}` } });
  expect(old.status).toBe(401);
});

it('keeps a session over a restart, and shares it with other processes', async () => {
  const { browser } = await signedIn();
  expect((await browser.get(`${second.url}/api/bills`)).status).toBe(200);
  await first.stop();
  stopped = first.output();
  first = await startGateway(environment(), { port, database: first.database });
  expect((await browser.get(`${gateway}/api/bills`)).status).toBe(200);
});

it('shows a session to nobody who has another SESSION_KEY', async () => {
  const { browser } = await signedIn();
  const other = { SESSION_KEY: 'of-the-sessions-of-some-other-hospital' };
  const stranger = await startGateway({ ...environment(), ...other }, { database: first.database });
  expect((await browser.get(`${stranger.url}/session`)).status).toBe(401);
  expect((await browser.get(`${stranger.url}/api/bills`)).status).toBe(401);
  expect((await browser.get(`${gateway}/session`)).status).toBe(200);
  await stranger.stop();
});

it('renews a token once for twenty requests at once, in two processes', async () => {
  const { browser } = await signedIn();
  await endTokens();
  const before = renewals();
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, i) => browser.get(`${i % 2 ? gateway : second.url}/api/doctors`)),
  );
  expect(all.map(({ status }) => status)).toEqual(Array<number>(20).fill(200));
  expect(renewals() - before).toBe(1);
  const sent = services.get('doctor-service').seen.map(({ headers }) => headers.authorization);
  expect(new Set(sent.slice(-20)).size).toBe(1);
  // the refreshed one, and the ones that came with it
  expect(channel.given.slice(-3)).toContain(sent.at(-1)?.replace('Bearer ', ''));
});

it('takes over a renewal that a process did not live to end', async () => {
  const { browser } = await signedIn();
  await db.query(`update sessions set token_ends_at = now(), renewing_until = now() + interval '1 second'`);
  await forgotten();
  expect((await browser.get(`${gateway}/api/doctors`)).status).toBe(200);
});

it('keeps the session while the issuer does not respond, and goes on when it does', async () => {
  const { browser } = await signedIn();
  await endTokens();
  channel.cut(true);
  const refused = await browser.get(`${gateway}/api/bills`);
  expect(refused).toMatchObject({ status: 503, json: { type: '/problems/issuer-unavailable' } });
  expect((await browser.get(`${gateway}/session`)).status).toBe(200);
  channel.cut(false);
  expect((await browser.get(`${gateway}/api/bills`)).status).toBe(200);
});

it('goes on with the token that it has, while that is good and the issuer does not respond', async () => {
  const { browser } = await signedIn();
  await db.query(`update sessions set token_ends_at = now() + interval '20 seconds'`);
  await forgotten();
  channel.cut(true);
  expect((await browser.get(`${gateway}/api/bills`)).status).toBe(200);
  channel.cut(false);
});

it('ends the session where the issuer refuses another token', async () => {
  const { browser } = await signedIn();
  await endTokens();
  await ofIssuer.query(`delete from entries where model = 'RefreshToken'`);
  const refused = await browser.get(`${gateway}/api/bills`);
  expect(refused).toMatchObject({ status: 401, json: { type: '/problems/session-ended' } });
  expect((await browser.get(`${second.url}/session`)).status).toBe(401);
});

it.each([
  ['a day without sleep', `created_at = now() - interval '12 hours 1 second'`],
  ['half an hour without a request', `seen_at = now() - interval '30 minutes 1 second'`],
])('ends a session after %s', async (_what, change) => {
  const { browser } = await signedIn();
  await db.query(`update sessions set ${change}`);
  await forgotten();
  expect((await browser.get(`${gateway}/session`)).status).toBe(401);
  expect((await browser.get(`${gateway}/api/bills`)).status).toBe(401);
  await signedIn();
  expect(await db.query('select from sessions')).toHaveLength(1);
});

it('notes what a person asks, and not what a page asks by itself', async () => {
  const { browser } = await signedIn();
  await db.query(`update sessions set seen_at = now() - interval '20 minutes'`);
  await forgotten();
  const endsAt = async () => Date.parse(String((await browser.get(`${gateway}/session`)).json['endsAt']));
  expect((await endsAt()) - Date.now()).toBeLessThan(11 * 60_000);
  await browser.get(`${gateway}/api/billing-service/events`, { accept: 'text/event-stream' });
  await browser.get(`${gateway}/api/bills`, { 'x-unattended': 'true' });
  await forgotten();
  expect((await endsAt()) - Date.now()).toBeLessThan(11 * 60_000);
  await browser.get(`${gateway}/api/bills`);
  await forgotten();
  expect((await endsAt()) - Date.now()).toBeGreaterThan(29 * 60_000);
});

it('signs out at once here, soon in other processes, and at the issuer', async () => {
  const { browser, csrf } = await signedIn('nurse');
  const cookie = `hms-session-${port}=${sessionCookie(browser)}`;
  const { status, json } = await browser.send('POST', `${gateway}/sign-out`, undefined, csrf);
  expect(status).toBe(200);
  expect(sessionCookie(browser)).toBe('none');
  expect((await fetch(`${gateway}/session`, { headers: { cookie } })).status).toBe(401);
  await forgotten();
  expect((await fetch(`${second.url}/session`, { headers: { cookie } })).status).toBe(401);

  const end = new URL(String(json['redirect']));
  expect(end.href).toBe(
    `${issuer}/session/end?post_logout_redirect_uri=${encodeURIComponent(`${gateway}/`)}&client_id=gateway`,
  );
  const page = await browser.get(end.href);
  // it signs out by itself, because a program of ours asks for it
  expect(page.text).toContain("<script>document.querySelector('button[value=yes]').click()</script>");
  const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(page.text) ?? [];
  const form = new URLSearchParams({ xsrf, logout: 'yes' }).toString();
  const out = await browser.send('POST', `${issuer}/session/end/confirm`, form, {
    'content-type': 'application/x-www-form-urlencoded',
  });
  expect(out.location).toBe(`${gateway}/`);
  // who was signed in has to sign in again
  expect((await browser.get((await browser.get(`${gateway}/sign-in`)).location)).location).toContain('/interaction/');
});

it('signs out also while the issuer does not respond', async () => {
  const { browser, csrf } = await signedIn();
  channel.cut(true);
  expect((await browser.send('POST', `${gateway}/sign-out`, undefined, csrf)).status).toBe(200);
  channel.cut(false);
  expect((await browser.get(`${gateway}/session`)).status).toBe(401);
});

it('has shown no token to a browser, and no token, name or value of a cookie in its log', () => {
  const shown = browsers.map((browser) => browser.transcript()).join('');
  const logged = stopped + first.output() + second.output();
  expect(channel.given.length).toBeGreaterThan(20);
  for (const token of channel.given) {
    expect(shown).not.toContain(token);
    expect(logged).not.toContain(token);
  }
  expect(logged).toContain('"route":"/api/bills{/*rest}"');
  for (const personal of ['Rosa Lindqvist', 'Amina Yusuf', 'q=1', 'code=']) expect(logged).not.toContain(personal);
  for (const browser of browsers)
    for (const value of browser.cookies(gateway).values()) expect(logged).not.toContain(value);
});
