import { phone, phoneInQuery } from '../src/phone';

it.each([
  ['\u202a+44 7700 900123\u202c', '+447700900123'],
  ['(202) 555-0143', '+12025550143'],
  ['(555) 123-4567', '+15551234567'],
  ['+65 8123 4029', '+6581234029'],
  ['+39 06 1234567', '+39061234567'],
  ['+44 20 7946 0018', '+442079460018'],
  ['٢٠٢-٥٥٥-٠١٤٣', '+12025550143'],
])('takes %s', (typed, kept) => {
  expect(phone('US').parse(typed)).toBe(kept);
});

it.each([
  '0771234567',
  '000-000-0000',
  '111 111 1111',
  '+1 011 555 0143',
  '+44 0000 000000',
  '12',
  '+44 20 7946 0018 x5',
])('refuses %s: its plan has no such number', (typed) => {
  expect(phone('US').safeParse(typed).success).toBe(false);
});

it('takes a space at the start of a query value for the plus that it was', () => {
  expect(phoneInQuery('US').parse(' 6581234029')).toBe('+6581234029');
  expect(phoneInQuery('US').parse(' 44 20 7946 0018')).toBe('+442079460018');
  expect(phoneInQuery('US').parse('+6581234029')).toBe('+6581234029');
  expect(phoneInQuery('US').parse('202 555 0143')).toBe('+12025550143');
});
