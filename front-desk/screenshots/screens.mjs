// What is shown on each picture, and how one gets there. The records are made anew each time, with names that nobody else has.

const narrow = { language: 'en', width: 320, height: 720 };
const both = [{ language: 'en' }, { language: 'ar' }];
const letters = () =>
  Array.from({ length: 6 }, () => String.fromCharCode(97 + Math.floor(Math.random() * 26))).join('');
const capital = (word) => word[0].toUpperCase() + word.slice(1);

/** The next day on which most doctors work: tomorrow, or Monday. */
function workingDay() {
  const day = new Date(Date.now() + 86_400_000);
  while ([0, 6].includes(day.getUTCDay())) day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(0, 10);
}

/** Books every other of the day's first times in cardiology, once. */
async function fill(desk, day) {
  if (filled.has(day)) return;
  filled.add(day);
  const clerk = await desk.as('receptionist');
  const from = encodeURIComponent(`${day}T09:00:00Z`);
  const names = [
    'Whitfield',
    'Rees',
    'Siddiqui',
    'Marsh',
    'Lindqvist',
    'Yusuf',
    'Mensah',
    'Haddad',
    'Nyström',
    'Thistlethwaite',
  ];
  const { data } = await desk.ask(clerk, 'GET', `/slots?specialty=Cardiology&from=${from}&limit=20`);
  for (const [at, { doctorId, time }] of data.entries()) {
    // two doctors have each time
    if ([1, 2].includes(at % 4) || !time.startsWith(day)) continue;
    const { id } = await newPatient(desk, { familyName: names[at % names.length] });
    await desk.ask(clerk, 'POST', '/appointments', { patientId: id, doctorId, time });
  }
}

const filled = new Set();

/** The first of the sample patients, of whom much is known. */
const margaret = '01900000-0000-7002-8000-000000000001';

async function newPatient({ as, ask }, more = {}) {
  const clerk = await as('receptionist');
  return ask(clerk, 'POST', '/patients?allowDuplicate=true', {
    ...{ givenName: 'Ada', familyName: capital(letters()), birthDate: '1980-02-03', gender: 'female' },
    ...{ phone: '+442079460018', address: { line1: 'Mill Lane 3', city: 'Ely' } },
    ...more,
  });
}

async function newPayer(desk, ...amounts) {
  const patient = await newPatient(desk);
  const cashier = await desk.as('cashier');
  const bills = [];
  for (const amount of amounts)
    bills.push(
      await desk.ask(cashier, 'POST', '/bills', {
        patientId: patient.id,
        lines: [
          { description: 'Consultation', unitAmount: amount - 20 },
          { description: 'Blood count', unitAmount: 20 },
        ],
      }),
    );
  return { patient, bills, cashier };
}

async function newPrescription(desk) {
  const patient = await newPatient(desk);
  const doctor = await desk.as('doctor');
  const { doctorId } = await doctor.evaluate(() => fetch('/session').then((it) => it.json()));
  return desk.ask(doctor, 'POST', '/prescriptions', {
    ...{ patientId: patient.id, doctorId, medication: { name: 'Paracetamol', strength: '500 mg', form: 'tablet' } },
    ...{ dosage: { dose: 1, doseUnit: 'tablet', route: 'oral', frequency: 3, periodUnit: 'd' } },
    ...{ quantity: 30, quantityUnit: 'tablet', refills: 2 },
  });
}

const open = async ({ page, base }, where, until) => {
  await page.goto(base + where);
  await page.locator(until).first().waitFor();
};

async function takeMoney(desk) {
  const { patient } = await newPayer(desk, 85.5);
  await open(desk, `/cash/${patient.id}`, '[name=amount]:focus');
  await desk.page.locator('[name=given]').fill('100');
  await desk.page.locator('[name=given]').press('Enter');
  await desk.page.locator('.taken button').first().waitFor();
}

async function writeBill(desk) {
  const { id } = await newPatient(desk);
  await open(desk, `/patients/${id}/bill`, '[name=description]:focus');
  for (const [service, quantity, price] of [
    ['Consultation', '1', '85.50'],
    ['Blood count', '1.5', '33.33'],
  ]) {
    const line = desk.page.locator('.bill-line').last();
    await line.locator('[name=description]').fill(service);
    await line.locator('[name=quantity]').fill(quantity);
    await line.locator('[name=price]').fill(price);
    if (service === 'Consultation') await line.locator('[name=price]').press('Enter');
  }
}

export const screens = [
  {
    name: 'find',
    who: 'receptionist',
    show: async (desk) => {
      await open(desk, '/find', '#search:focus');
      await desk.page.keyboard.type('maria');
      await desk.page.locator('.result').first().waitFor();
    },
    looks: [...both, narrow],
  },
  {
    name: 'register',
    who: 'receptionist',
    show: async (desk) => {
      await open(desk, '/find', '#search:focus');
      await desk.page.keyboard.type(`ada ${letters()} 3.2.1980 02079460018`);
      await desk.page.locator('.result-register').waitFor();
      await desk.page.keyboard.press('Control+Enter');
      await desk.page.locator('#given-name:focus').waitFor();
    },
  },
  {
    name: 'duplicates',
    who: 'receptionist',
    show: async (desk) => {
      const { givenName, familyName } = await newPatient(desk);
      await open(desk, '/find', '#search:focus');
      await desk.page.keyboard.type(`${givenName} ${familyName} 3.2.1980`);
      await desk.page.locator('.result-register').waitFor();
      await desk.page.keyboard.press('Control+Enter');
      await desk.page.locator('#given-name:focus').waitFor();
      await desk.page.keyboard.press('Enter');
      await desk.page.locator('.duplicates').waitFor();
    },
  },
  {
    name: 'patient',
    who: 'nurse',
    show: (desk) => open(desk, `/patients/${margaret}`, '.entry'),
    looks: [...both, { language: 'ar', dark: true }, narrow],
  },
  {
    name: 'edit',
    who: 'receptionist',
    show: async (desk) => open(desk, `/patients/${(await newPatient(desk)).id}/edit`, '#given-name:focus'),
    looks: [...both, narrow],
  },
  {
    name: 'versions',
    who: 'receptionist',
    show: async (desk) => {
      const { id } = await newPatient(desk);
      await open(desk, `/patients/${id}/edit`, '#given-name:focus');
      const nurse = await desk.as('nurse');
      await desk.ask(nurse, 'PATCH', `/patients/${id}`, { givenName: 'Adah', address: { city: 'Cambridge' } });
      const city = desk.page.locator('input[value="Ely"]');
      await city.fill('London');
      await desk.page.keyboard.press('Control+Enter');
      await desk.page.locator('.versions').waitFor();
    },
    looks: [...both, narrow],
  },
  {
    name: 'allergies',
    who: 'nurse',
    show: async (desk) => {
      const { id } = await newPatient(desk);
      const nurse = await desk.as('nurse');
      const allergy = { substance: 'Penicillin', reaction: 'swelling, shock', criticality: 'high' };
      await desk.ask(nurse, 'POST', `/patients/${id}/allergies`, allergy);
      await open(desk, `/patients/${id}/allergies`, '.allergy-list li');
    },
  },
  {
    name: 'book',
    who: 'receptionist',
    show: async (desk) => open(desk, `/patients/${(await newPatient(desk)).id}/book`, '.slot:focus'),
    looks: [...both, narrow],
  },
  {
    name: 'day',
    who: 'receptionist',
    show: async (desk) => {
      const day = workingDay();
      await fill(desk, day);
      await open(desk, `/day?date=${day}&specialty=Cardiology`, '.visit');
    },
    looks: [...both, { language: 'en', dark: true }, narrow],
  },
  {
    name: 'held',
    who: 'receptionist',
    show: async (desk) => {
      const clerk = await desk.as('receptionist');
      const patient = await newPatient(desk);
      const { data } = await desk.ask(clerk, 'GET', '/slots?specialty=Cardiology&limit=1');
      const [{ doctorId, time }] = data;
      await desk.ask(clerk, 'POST', '/appointments', { patientId: patient.id, doctorId, time, holdMinutes: 30 });
      await open(desk, `/day?date=${time.slice(0, 10)}&specialty=Cardiology`, '.visit-pending');
      await desk.page.locator('.visit-pending', { hasText: patient.familyName }).press('Enter');
      await desk.page.locator('[role=dialog] :focus').waitFor();
    },
  },
  { name: 'board', who: 'receptionist', show: (desk) => open(desk, '/board', 'main h1, main h2') },
  {
    name: 'prescribe',
    who: 'doctor',
    show: async (desk) => {
      await open(desk, `/patients/${margaret}/prescribe`, '.medication-name input:focus');
      await desk.page.keyboard.type('Warfarin');
      await desk.page.keyboard.press('Tab');
      await desk.page.keyboard.type('5 mg');
      await desk.page
        .locator('.finding')
        .first()
        .waitFor({ timeout: 5000 })
        .catch(() => undefined);
    },
  },
  { name: 'dispensing', who: 'pharmacist', show: (desk) => open(desk, '/dispensing', '.queue-row') },
  {
    name: 'dispense',
    who: 'pharmacist',
    show: async (desk) => open(desk, `/dispensing/${(await newPrescription(desk)).id}`, '.dispense-form input'),
  },
  { name: 'bill', who: 'cashier', show: writeBill, looks: [...both, { language: 'ar', dark: true }, narrow] },
  {
    name: 'cash',
    who: 'cashier',
    show: async (desk) => {
      const { patient } = await newPayer(desk, 85.5, 140);
      await open(desk, `/cash/${patient.id}`, '[name=amount]:focus');
    },
    looks: [...both, narrow],
  },
  {
    name: 'owing',
    who: 'cashier',
    show: async (desk) => {
      const { patient } = await newPayer(desk, 85.5, 140);
      await newPatient(desk, { givenName: 'Adam', familyName: patient.familyName });
      await open(desk, '/cash', '#search:focus');
      await desk.page.keyboard.type(patient.familyName);
      await desk.page.locator('.owes').waitFor();
    },
    looks: [...both, narrow],
  },
  {
    name: 'refund',
    who: 'cashier',
    show: async (desk) => {
      const { patient, bills, cashier } = await newPayer(desk, 85.5);
      await desk.ask(cashier, 'POST', '/payments', { billId: bills[0].id, amount: 85.5, method: 'cash' });
      await open(desk, `/cash/${patient.id}`, '.paid button');
      await desk.page.keyboard.press('r');
      await desk.page.locator('[role=dialog] input').first().waitFor();
    },
    looks: [...both, narrow],
  },
  { name: 'taken', who: 'cashier', show: takeMoney, looks: [...both, { language: 'en', dark: true }] },
  { name: 'closing', who: 'cashier', show: (desk) => open(desk, '/closing', '.close-form') },
  {
    name: 'approvals',
    who: 'billing-manager',
    show: async (desk) => {
      const { patient, bills, cashier } = await newPayer(desk, 1500);
      const paid = { billId: bills[0].id, amount: 1500, method: 'card' };
      const { id } = await desk.ask(cashier, 'POST', '/payments', paid);
      await desk.ask(cashier, 'POST', `/payments/${id}/refunds`, {
        amount: 900,
        reason: 'The second part was not done',
      });
      await open(desk, '/approvals', '.request');
      await desk.page.getByText(patient.familyName).first().waitFor();
    },
  },
  { name: 'audit', who: 'auditor', show: (desk) => open(desk, '/audit', 'main li, main tr') },
  { name: 'accesses', who: 'patient', show: (desk) => open(desk, '/accesses', 'main li, main tr') },
  { name: 'pending', who: 'manager', show: (desk) => open(desk, '/pending', 'main h1') },
  {
    // the last one: who was signed in is so no more
    name: 'put-away',
    who: 'nurse',
    show: async (desk) => {
      await open(desk, '/find', '#search:focus');
      await desk.page.context().clearCookies({ name: /session/ });
      await desk.page.keyboard.type('maria');
      await desk.page.locator('a[href*="signed-in-again"]').waitFor();
    },
  },
];
