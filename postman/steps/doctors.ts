import { inFolder } from '../step';

const everyDay = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

export const doctors = inFolder('2 Doctors', [
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
  {
    operation: 'addDoctor',
    name: 'Add a doctor without any name: refused',
    body: { specialty: 'General practice {{run}}', licenseNumber: 'PM-0-{{run}}' },
    status: 400,
    expect: { type: '/problems/invalid-request' },
  },
  { operation: 'getDoctor', path: { id: '{{doctorId}}' }, status: 200, expect: { licenseNumber: 'PM-{{run}}' } },
  {
    operation: 'listDoctors',
    query: { specialty: 'general practice {{run}}', active: 'true' },
    status: 200,
    expect: { 'data.0.id': '{{doctorId}}', nextCursor: null },
  },
  { operation: 'listSpecialties', status: 200 },
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
    expect: { 'data.0.weekly.0.start': '09:00', 'affectedAppointments.count': 0 },
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
    operation: 'listTimeOffOfMany',
    query: { doctorId: '{{doctorId}}', from: '{{monthAhead}}', to: '{{monthAndWeekAhead}}' },
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
  {
    operation: 'addTimeOff',
    name: 'Say that a doctor is away for whole days',
    path: { id: '{{doctorId}}' },
    body: { startDate: '2031-03-30', endDate: '2031-04-04', reason: 'Conference' },
    status: 201,
    expect: { start: '2031-03-30T04:00:00+00:00', end: '2031-04-05T04:00:00+00:00', 'affectedAppointments.count': 0 },
  },
  {
    operation: 'listAppointments',
    name: 'List the booked visits that lie outside the hours now',
    query: { doctorId: '{{doctorId}}', outsideHours: 'true' },
    status: 200,
    expect: { data: [], count: 0 },
  },
  { operation: 'removeTimeOff', path: { id: '{{doctorId}}', timeOffId: '{{timeOffId}}' }, status: 204 },
  {
    operation: 'listAvailability',
    query: { specialty: 'General practice {{run}}', from: '{{monthAhead}}', to: '{{monthAndWeekAhead}}' },
    status: 200,
    expect: { 'data.0.doctorId': '{{doctorId}}' },
  },
  {
    operation: 'listAvailability',
    name: 'List when doctors who are named can be booked',
    query: { doctorId: '{{doctorId}}', from: '{{monthAhead}}', to: '{{monthAndWeekAhead}}' },
    status: 200,
    expect: { 'data.0.doctorId': '{{doctorId}}', 'data.0.timeZone': 'America/New_York', nextCursor: null },
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
