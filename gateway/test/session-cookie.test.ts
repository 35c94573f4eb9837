import express from 'express';
import supertest from 'supertest';
import { cookieNamed } from '../src/session-cookie';

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
