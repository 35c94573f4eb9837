/* global FHIR */
// The hospital's FHIR: ?iss=…, which SMART App Launch calls so, or the fleet on this machine.
const iss = new URLSearchParams(location.search).get('iss') ?? 'http://localhost:3000/fhir/R4';
const scope = 'openid fhirUser launch/patient patient/Patient.r patient/MedicationRequest.rs';

const byId = (id) => document.getElementById(id);
const show = (id, text) => {
  byId(id).hidden = false;
  if (text !== undefined) byId(id).textContent = text;
};

function connect() {
  // by fhirclient: finds the issuer at the base, sends the browser there, with PKCE and aud
  FHIR.oauth2.authorize({ iss, clientId: 'smart-app', scope, redirectUri: location.origin + '/' }).catch(tell);
}

async function read(client) {
  const patient = await client.patient.read();
  const requests = await client.request(`MedicationRequest?patient=${patient.id}&_sort=-authoredon`, {
    pageLimit: 0,
    flat: true,
  });
  const [name] = patient.name;
  show('name', [...(name.given ?? []), name.family].join(' '));
  show('born', `Born ${patient.birthDate ?? 'on an unknown day'}`);
  show('reader', `Read by ${client.user.fhirUser ?? 'somebody who is neither doctor nor patient'}`);
  byId('medicines').replaceChildren(
    ...requests.map(({ status, medicationCodeableConcept }) => {
      const item = document.createElement('li');
      item.textContent = `${medicationCodeableConcept.text} (${status})`;
      return item;
    }),
  );
  show('record');
}

function tell(error) {
  show('fault', error.message);
  show('begin');
}

byId('begin').querySelector('button').addEventListener('click', connect);
const query = new URLSearchParams(location.search);
if (query.has('error')) tell(new Error(`The hospital said: ${query.get('error_description') ?? query.get('error')}`));
else if (query.has('code') || sessionStorage.getItem('SMART_KEY')) FHIR.oauth2.ready().then(read).catch(tell);
else show('begin');
