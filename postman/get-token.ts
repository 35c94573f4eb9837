/**
 * Before each request: the token of whoever sends it, by OAuth 2 (client credentials, as a program of the sample person), kept
 * until a minute before it ends.
 */
export const getToken = [
  "const wanted = /^Bearer \\{\\{token (.+)\\}\\}$/.exec(pm.request.headers.get('Authorization') ?? '')?.[1];",
  'if (wanted) {',
  '  const person = pm.variables.replaceIn(wanted);',
  '  const use = (token) => pm.request.headers.upsert({ key: "Authorization", value: `Bearer ${token}` });',
  "  const kept = JSON.parse(pm.collectionVariables.get('tokens') || '{}');",
  '  if (kept[person]?.until > Date.now()) use(kept[person].token);',
  '  else {',
  "    const password = pm.variables.get('samplePassword');",
  "    if (!password) throw new Error('Set samplePassword in the environment: npm run -s token -- --password');",
  '    const form = { grant_type: "client_credentials", client_id: `as:${person}`, client_secret: password };',
  '    const urlencoded = Object.entries(form).map(([key, value]) => ({ key, value }));',
  '    const body = { mode: "urlencoded", urlencoded };',
  "    pm.sendRequest({ url: `${pm.variables.get('identityUrl')}/token`, method: 'POST', body }, (error, response) => {",
  '      if (error || response.code !== 200) throw error || new Error(`no token: ${response.text()}`);',
  '      const { access_token: token, expires_in: seconds } = response.json();',
  '      kept[person] = { token, until: Date.now() + (seconds - 60) * 1000 };',
  "      pm.collectionVariables.set('tokens', JSON.stringify(kept));",
  '      use(token);',
  '    });',
  '  }',
  '}',
];
