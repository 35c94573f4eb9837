import express from 'express';
import supertest from 'supertest';
import { cookieNamed, cookiesNamed } from '../src/session-cookie';

const setBy = async (publicUrl: string) => {
  const app = express();
  app.get('/', (_request, response) => {
    cookieNamed('hms-session', publicUrl).set(response, 'value');
    response.end();
  });
  return (await supertest(app).get('/')).headers['set-cookie'] as unknown;
};

it.each([
  ['https://desk.example', '__Host-hms-session=value; Path=/; HttpOnly; SameSite=Lax; Secure'],
  ['https://desk.example:8443', '__Host-hms-session-8443=value; Path=/; HttpOnly; SameSite=Lax; Secure'],
  ['http://localhost:3000', 'hms-session-3000=value; Path=/; HttpOnly; SameSite=Lax'],
])('is for one origin: %s', async (publicUrl, expected) => {
  expect(await setBy(publicUrl)).toEqual([expected]);
});

it('tells several of one kind apart by their keys, the earliest first', async () => {
  const app = express();
  app.get('/', (request, response) => {
    const cookies = cookiesNamed('hms-sign-in', 'https://desk.example');
    const keys = cookies.keysIn(request);
    for (const key of keys) cookies.of(key).clear(response);
    response.json([keys, cookies.of('b-2').read(request)]);
  });
  const cookie = 'a=1; __Host-hms-sign-in.b-2=x; hms-sign-in.c=y; __Host-hms-sign-in.a=z=; __Host-hms-session=s';
  const { body, headers } = await supertest(app).get('/').set('cookie', cookie);
  expect(body).toEqual([['b-2', 'a'], 'x']);
  const gone = '; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0';
  expect(headers['set-cookie']).toEqual([`__Host-hms-sign-in.b-2=${gone}`, `__Host-hms-sign-in.a=${gone}`]);
});
