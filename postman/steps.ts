import type { Step } from './step';

// The order is a patient's way through the hospital; each step can rest on those before it.

const inFolder = (folder: string, steps: Omit<Step, 'folder'>[]): Step[] => steps.map((step) => ({ folder, ...step }));

const begin = [
  '// a name for this run, and times that are still to come',
  "pm.collectionVariables.set('run', String(Date.now()));",
  'const inDays = (n) => new Date(Date.now() + n * 864e5).toISOString();',
  "pm.collectionVariables.set('tomorrow', inDays(1));",
  "pm.collectionVariables.set('monthAhead', inDays(30));",
  "pm.collectionVariables.set('monthAndWeekAhead', inDays(37));",
];

const patients = inFolder('1 Register a patient', [
  {
    operation: 'registerPatient',
    before: begin,
    query: { allowDuplicate: 'true' },
    body: {
      givenName: 'Ada',
      familyName: 'Lovelace',
      birthDate: '1985-12-10',
      gender: 'female',
      phone: '+44 20 7946 0018',
      email: 'ada@example.org',
      identifiers: [{ system: 'urn:example:national-id', value: 'AL-{{run}}' }],
    },
    status: 201,
    expect: { givenName: 'Ada', version: 1, phone: '+442079460018' },
    keep: { patientId: 'id', patientMrn: 'mrn' },
  },
  {
    operation: 'registerPatient',
    name: 'Register somebody who looks like that patient: refused, with the candidates',
    body: { givenName: 'Lovelace', familyName: 'Ada', birthDate: '1985-10-12', phone: '+442079460018' },
    status: 409,
    expect: { type: '/problems/possible-duplicate' },
  },
  {
    operation: 'registerPatient',
    name: 'Register a patient whose name is not known yet',
    body: { unidentified: true, gender: 'female' },
    status: 201,
    expect: { unidentified: true, givenName: null },
    keep: { otherPatientId: 'id' },
  },
  {
    operation: 'registerPatient',
    name: 'Register with a date that is none: refused, with every fault',
    body: { familyName: '', birthDate: '10/12/1985' },
    status: 400,
    expect: { type: '/problems/invalid-request' },
  },
  { operation: 'getPatient', path: { id: '{{patientId}}' }, status: 200, expect: { mrn: '{{patientMrn}}' } },
  {
    operation: 'listPatients',
    name: 'Find a patient by a name that was misheard',
    query: { name: 'adah lovlace', mrn: '{{patientMrn}}' },
    status: 200,
    expect: { 'data.0.id': '{{patientId}}' },
  },
  {
    operation: 'changePatient',
    path: { id: '{{patientId}}' },
    headers: { 'If-Match': '"1"' },
    body: { address: { line1: '12 St James Square', city: 'London', country: 'GB' } },
    status: 200,
    expect: { version: 2, 'address.city': 'London', givenName: 'Ada' },
  },
  {
    operation: 'recordAllergy',
    path: { id: '{{patientId}}' },
    body: { substance: 'Penicillin', reaction: 'Rash', criticality: 'high' },
    status: 201,
    expect: { status: 'active' },
    keep: { allergyId: 'id' },
  },
  { operation: 'getAllergy', path: { id: '{{patientId}}', allergyId: '{{allergyId}}' }, status: 200 },
  {
    operation: 'changeAllergy',
    path: { id: '{{patientId}}', allergyId: '{{allergyId}}' },
    body: { reaction: 'Rash and fever' },
    status: 200,
    expect: { reaction: 'Rash and fever' },
  },
  {
    operation: 'getPatientHistory',
    path: { id: '{{patientId}}' },
    status: 200,
    expect: { 'data.0.version': 4, 'data.2.changes.address.to.city': 'London' },
  },
]);

const everyDay = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

const doctors = inFolder('2 Doctors', [
  {
    operation: 'addDoctor',
    body: {
      givenName: 'Elizabeth',
      familyName: 'Blackwell',
      specialty: 'General practice {{run}}',
      licenseNumber: 'PM-{{run}}',
      timeZone: 'America/New_York',
    },
    status: 201,
    expect: { active: true },
    keep: { doctorId: 'id' },
  },
  { operation: 'getDoctor', path: { id: '{{doctorId}}' }, status: 200, expect: { licenseNumber: 'PM-{{run}}' } },
  {
    operation: 'listDoctors',
    query: { specialty: 'general practice {{run}}', active: 'true' },
    status: 200,
    expect: { 'data.0.id': '{{doctorId}}', nextCursor: null },
  },
  { operation: 'changeDoctor', path: { id: '{{doctorId}}' }, body: { visitMinutes: 20 }, status: 200 },
  {
    operation: 'putSchedule',
    path: { id: '{{doctorId}}' },
    body: {
      weekly: everyDay.flatMap((day) => [
        { day, start: '09:00', end: '12:30' },
        { day, start: '13:30', end: '18:00' },
      ]),
    },
    status: 200,
    expect: { 'data.0.weekly.0.start': '09:00' },
  },
  { operation: 'getSchedule', path: { id: '{{doctorId}}' }, status: 200, expect: { 'data.0.weekly.13.end': '18:00' } },
  {
    operation: 'putSchedule',
    name: 'Set hours that overlap each other: refused',
    path: { id: '{{doctorId}}' },
    body: {
      weekly: [
        { day: 'mon', start: '09:00', end: '12:30' },
        { day: 'mon', start: '12:00', end: '18:00' },
      ],
    },
    status: 400,
    expect: { type: '/problems/invalid-request' },
  },
  {
    operation: 'addTimeOff',
    path: { id: '{{doctorId}}' },
    body: { start: '{{monthAhead}}', end: '{{monthAndWeekAhead}}', reason: 'Holiday' },
    status: 201,
    keep: { timeOffId: 'id' },
  },
  { operation: 'getTimeOff', path: { id: '{{doctorId}}', timeOffId: '{{timeOffId}}' }, status: 200 },
  {
    operation: 'listTimeOff',
    path: { id: '{{doctorId}}' },
    status: 200,
    expect: { 'data.0.id': '{{timeOffId}}', nextCursor: null },
  },
  {
    operation: 'getAvailability',
    path: { id: '{{doctorId}}' },
    query: { from: '{{monthAhead}}', to: '{{monthAndWeekAhead}}' },
    status: 200,
    expect: { scheduled: true, intervals: [] },
  },
  { operation: 'removeTimeOff', path: { id: '{{doctorId}}', timeOffId: '{{timeOffId}}' }, status: 204 },
  {
    operation: 'listAvailability',
    query: { specialty: 'General practice {{run}}', from: '{{monthAhead}}', to: '{{monthAndWeekAhead}}' },
    status: 200,
    expect: { 'data.0.doctorId': '{{doctorId}}' },
  },
  {
    operation: 'putSchedule',
    name: 'Set other hours from next month on: refused while the first schedule has no end',
    path: { id: '{{doctorId}}' },
    body: { validFrom: '2099-01-01', weekly: [{ day: 'mon', start: '10:00', end: '12:00' }] },
    status: 409,
    expect: { type: '/problems/validity-overlap' },
  },
  {
    operation: 'removeSchedule',
    name: 'Remove a schedule that is not there',
    path: { id: '{{doctorId}}' },
    query: { validFrom: '2099-01-01' },
    status: 404,
  },
]);

const appointments = inFolder('3 Book', [
  {
    operation: 'findSlots',
    query: { specialty: 'General practice {{run}}', from: '{{tomorrow}}', limit: '3' },
    status: 200,
    expect: { 'data.0.doctorId': '{{doctorId}}', 'data.0.durationMinutes': 20 },
    keep: { time: 'data.0.time', secondTime: 'data.1.time', thirdTime: 'data.2.time' },
  },
  {
    operation: 'bookAppointment',
    headers: { 'Idempotency-Key': 'booking-{{run}}' },
    body: { patientId: '{{patientId}}', doctorId: '{{doctorId}}', time: '{{time}}', reason: 'Check-up' },
    status: 201,
    expect: { status: 'booked', 'doctor.name': 'Elizabeth Blackwell', durationMinutes: 20 },
    keep: { appointmentId: 'id' },
  },
  {
    operation: 'bookAppointment',
    name: 'Book the same time once more: refused, with times that are free',
    body: { patientId: '{{patientId}}', doctorId: '{{doctorId}}', time: '{{time}}' },
    status: 409,
    expect: { type: '/problems/slot-taken', rule: 'doctor-is-free' },
  },
  { operation: 'getAppointment', path: { id: '{{appointmentId}}' }, status: 200, expect: { status: 'booked' } },
  {
    operation: 'listAppointments',
    query: { doctorId: '{{doctorId}}', from: '{{time}}' },
    status: 200,
    expect: { 'data.0.id': '{{appointmentId}}' },
  },
  {
    operation: 'changeAppointment',
    path: { id: '{{appointmentId}}' },
    body: { reason: 'Yearly check-up' },
    status: 200,
    expect: { reason: 'Yearly check-up' },
  },
  {
    operation: 'rescheduleAppointment',
    path: { id: '{{appointmentId}}' },
    body: { time: '{{secondTime}}' },
    status: 200,
    expect: { status: 'booked' },
  },
  {
    operation: 'bookAppointment',
    name: 'Overbook a time that the doctor already has, with a reason',
    body: {
      patientId: '{{otherPatientId}}',
      doctorId: '{{doctorId}}',
      time: '{{secondTime}}',
      overbook: { reason: 'Emergency, agreed with the doctor' },
    },
    status: 201,
    expect: { 'overbook.reason': 'Emergency, agreed with the doctor' },
    keep: { overbookedId: 'id' },
  },
  { operation: 'arrive', path: { id: '{{overbookedId}}' }, status: 200, expect: { status: 'arrived' } },
  { operation: 'fulfill', path: { id: '{{overbookedId}}' }, status: 200, expect: { status: 'fulfilled' } },
  {
    operation: 'recordNoShow',
    path: { id: '{{appointmentId}}' },
    name: 'Record a no-show before the time has come: refused',
    status: 409,
    expect: { type: '/problems/not-due-yet' },
  },
  {
    operation: 'getAppointmentHistory',
    path: { id: '{{appointmentId}}' },
    status: 200,
    expect: { 'data.0.changes.time.to': '{{secondTimeAsAnswered}}' },
    before: [
      '// answers write UTC as +00:00',
      "const later = pm.collectionVariables.get('secondTime').replace('.000Z', '+00:00');",
      "pm.collectionVariables.set('secondTimeAsAnswered', later);",
    ],
  },
]);

const waitlist = inFolder('4 Wait for a time', [
  {
    operation: 'joinWaitlist',
    body: {
      patientId: '{{otherPatientId}}',
      doctorId: '{{doctorId}}',
      earliest: '{{tomorrow}}',
      latest: '{{monthAhead}}',
      durationMinutes: 20,
    },
    status: 201,
    expect: { status: 'waiting' },
    keep: { entryId: 'id' },
  },
  { operation: 'getWaitlistEntry', path: { id: '{{entryId}}' }, status: 200, expect: { offer: null } },
  {
    operation: 'listWaitlist',
    query: { doctorId: '{{doctorId}}', status: 'waiting' },
    status: 200,
    expect: { 'data.0.id': '{{entryId}}' },
  },
  {
    operation: 'acceptOffer',
    name: 'Accept before anything is offered: refused',
    path: { id: '{{entryId}}' },
    status: 409,
    expect: { state: 'waiting' },
  },
  {
    operation: 'declineOffer',
    name: 'Decline before anything is offered: refused',
    path: { id: '{{entryId}}' },
    status: 409,
    expect: { state: 'waiting' },
  },
  { operation: 'leaveWaitlist', path: { id: '{{entryId}}' }, status: 200, expect: { status: 'cancelled' } },
]);

const prescriptions = inFolder('5 Prescribe', [
  {
    operation: 'prescribe',
    body: {
      patientId: '{{patientId}}',
      doctorId: '{{doctorId}}',
      appointmentId: '{{appointmentId}}',
      medication: 'Paracetamol 500 mg',
      dosage: { text: '1 tablet up to four times a day' },
      quantity: 20,
    },
    status: 201,
    expect: { status: 'active', 'medication.name': 'Paracetamol 500 mg' },
    keep: { prescriptionId: 'id' },
  },
  { operation: 'getPrescription', path: { id: '{{prescriptionId}}' }, status: 200 },
  {
    operation: 'changePrescription',
    path: { id: '{{prescriptionId}}' },
    body: { refills: 1 },
    status: 200,
    expect: { refills: 1 },
  },
  {
    operation: 'listPrescriptions',
    query: { patientId: '{{patientId}}', status: 'active' },
    status: 200,
    expect: { 'data.0.id': '{{prescriptionId}}' },
  },
  {
    operation: 'prescribe',
    name: 'Try to prescribe the same once more: 409, with the findings',
    body: { patientId: '{{patientId}}', doctorId: '{{doctorId}}', medication: 'Acetaminophen', quantity: 10 },
    status: 409,
    expect: { type: '/problems/unsafe', 'safety.findings.0.rule': 'duplicate-medication' },
  },
  {
    operation: 'prescribe',
    name: 'Prescribe it nevertheless, with an override that is kept',
    body: {
      patientId: '{{patientId}}',
      doctorId: '{{doctorId}}',
      medication: 'Acetaminophen',
      quantity: 10,
      override: { reasonCode: 'patient-informed', reason: 'Takes it at night only, in place of the tablets' },
    },
    status: 201,
    expect: { 'safety.verdict': 'overridden' },
    keep: { otherPrescriptionId: 'id' },
  },
  {
    operation: 'cancelPrescription',
    path: { id: '{{otherPrescriptionId}}' },
    body: { code: 'altchoice' },
    status: 200,
    expect: { status: 'cancelled' },
  },
  {
    operation: 'dispense',
    path: { id: '{{prescriptionId}}' },
    body: { quantity: 12, by: 'Hospital pharmacy' },
    status: 201,
    expect: { remainingQuantity: 28 },
    keep: { dispenseId: 'id' },
  },
  {
    operation: 'getDispense',
    path: { id: '{{prescriptionId}}', dispenseId: '{{dispenseId}}' },
    status: 200,
    expect: { quantity: 12 },
  },
  {
    operation: 'listDispenses',
    path: { id: '{{prescriptionId}}' },
    status: 200,
    expect: { 'data.0.id': '{{dispenseId}}' },
  },
  {
    operation: 'getPrescriptionCode',
    path: { id: '{{prescriptionId}}' },
    status: 200,
    keep: { prescriptionCode: 'code' },
  },
  {
    operation: 'verifyPrescription',
    body: { code: '{{prescriptionCode}}' },
    status: 200,
    expect: { result: 'valid', 'prescription.remainingQuantity': 28 },
  },
  { operation: 'getPrescriptionKeys', status: 200, expect: { 'keys.0.alg': 'EdDSA' } },
  { operation: 'printPrescription', path: { id: '{{prescriptionId}}' }, status: 200 },
  {
    operation: 'holdPrescription',
    path: { id: '{{prescriptionId}}' },
    body: { code: 'hospadm' },
    status: 200,
    expect: { status: 'on-hold' },
  },
  { operation: 'resumePrescription', path: { id: '{{prescriptionId}}' }, status: 200, expect: { status: 'active' } },
  {
    operation: 'stopPrescription',
    path: { id: '{{prescriptionId}}' },
    body: { reason: 'The pain is gone' },
    status: 200,
    expect: { status: 'stopped' },
  },
  {
    operation: 'getPrescriptionHistory',
    path: { id: '{{prescriptionId}}' },
    status: 200,
    expect: { 'data.0.record.status': 'stopped' },
  },
]);

const money = inFolder('6 Bill and pay', [
  {
    operation: 'issueBill',
    body: {
      patientId: '{{patientId}}',
      appointmentId: '{{appointmentId}}',
      amount: 150.5,
      currency: 'USD',
      details: 'Consultation',
    },
    status: 201,
    expect: { status: 'issued', dueAmount: 150.5 },
    keep: { billId: 'id' },
  },
  { operation: 'getBill', path: { id: '{{billId}}' }, status: 200, expect: { amount: 150.5 } },
  { operation: 'listBills', query: { patientId: '{{patientId}}' }, status: 200, expect: { 'data.0.id': '{{billId}}' } },
  { operation: 'changeBill', path: { id: '{{billId}}' }, body: { details: 'Consultation, 20 minutes' }, status: 200 },
  {
    operation: 'takePayment',
    headers: { 'Idempotency-Key': 'payment-{{run}}' },
    body: { billId: '{{billId}}', amount: 50, currency: 'USD', method: 'cash' },
    status: 201,
    expect: { status: 'completed' },
    keep: { paymentId: 'id' },
  },
  {
    operation: 'takePayment',
    name: 'Pay more than is due: refused, with what is due',
    body: { billId: '{{billId}}', amount: 100.51, currency: 'USD', method: 'card' },
    status: 409,
    expect: { dueAmount: 100.5 },
  },
  { operation: 'getPayment', path: { id: '{{paymentId}}' }, status: 200, expect: { amount: 50 } },
  {
    operation: 'listPayments',
    query: { billId: '{{billId}}', status: 'completed' },
    status: 200,
    expect: { 'data.0.id': '{{paymentId}}' },
  },
  {
    operation: 'changePayment',
    path: { id: '{{paymentId}}' },
    body: { reference: 'till 3' },
    status: 200,
    expect: { reference: 'till 3' },
  },
  {
    operation: 'applyPayment',
    name: 'Apply the same payment once more, as payment-service may: nothing changes',
    path: { id: '{{billId}}' },
    body: { paymentId: '{{paymentId}}', amount: 50, currency: 'USD' },
    status: 200,
    expect: { paidAmount: 50, dueAmount: 100.5 },
  },
  {
    operation: 'issueBill',
    name: 'Issue a bill by mistake',
    body: { patientId: '{{patientId}}', amount: 10, currency: 'USD', details: 'By mistake' },
    status: 201,
    keep: { wrongBillId: 'id' },
  },
  { operation: 'cancelBill', path: { id: '{{wrongBillId}}' }, status: 200, expect: { status: 'cancelled' } },
]);

const cancellation = inFolder('7 Cancel', [
  {
    operation: 'cancelAppointment',
    path: { id: '{{appointmentId}}' },
    body: { code: 'pat', by: 'patient' },
    status: 200,
    expect: { status: 'cancelled', 'cancellation.code': 'pat' },
  },
]);

export const steps: Step[] = [
  ...patients,
  ...doctors,
  ...appointments,
  ...waitlist,
  ...prescriptions,
  ...money,
  ...cancellation,
];
