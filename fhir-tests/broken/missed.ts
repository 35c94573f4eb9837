import type { Broken } from './broken';

const div = (content: string) => `<div xmlns="http://www.w3.org/1999/xhtml">${content}</div>`;

/** What all validators miss. */
export const missedByAll: Broken[] = [
  [
    'a weekday of a timing in full',
    'MedicationRequest-medrx0334',
    'dosageInstruction.0.timing.repeat.dayOfWeek.0',
    'monday',
    'dayOfWeek',
  ],
  ['a media type that is none', 'Patient-f201', 'photo.0.contentType', 'jpeg'],
  [
    'a code that its system does not have',
    'Appointment-example',
    'participant.1.type.0.coding.0.code',
    'NURSE',
    'coding',
  ],
  ['a code of HL7 version 2 that is none', 'PractitionerRole-example', 'code.0.coding.0.code', 'DOC', 'coding'],
  ['a system that is no URI', 'Slot-example', 'appointmentType.coding.0.system', 'v2-0276', 'v2-0276'],
  ['an empty list', 'Patient-example', 'photo', []],
  ['an empty object', 'Patient-example', 'maritalStatus', {}],
  ['an empty object in a list', 'Appointment-example', 'reasonCode', [{}]],
  ['an empty text', 'Slot-example', 'comment', ''],
  ['a text of blanks', 'Slot-example', 'comment', '  '],
  ['null', 'Patient-example', 'birthDate', null],
  ['a list of nulls', 'Patient-example', 'name.0.given', [null], 'given'],
  ['a script in a narrative', 'Patient-example', 'text.div', div('<p>x</p><script>alert(1)</script>'), 'script'],
  ['a handler in a narrative', 'Patient-example', 'text.div', div('<p onclick="alert(1)">x</p>'), 'onclick'],
  [
    'a program in a link of a narrative',
    'Patient-example',
    'text.div',
    div('<a href="java\nscript:alert(1)">x</a>'),
    'href',
  ],
  [
    'a frame in a narrative',
    'Patient-example',
    'text.div',
    div('<iframe src="https://a.example"></iframe>x'),
    'iframe',
  ],
  ['a broken tag in a narrative', 'Patient-example', 'text.div', div('<p <b>x'), 'tag'],
  ['a narrative that is no XHTML', 'Patient-example', 'text.div', '<p>x</p>', 'div'],
  ['a narrative that says nothing', 'Patient-example', 'text.div', div('<p> </p>'), 'nothing'],
  ['a death as a truth and as a time', 'Patient-example', 'deceasedDateTime', '2015-02-14', 'deceased'],
  [
    'two drugs in one prescription',
    'MedicationRequest-medrx0302',
    'medicationCodeableConcept',
    { text: 'aspirin' },
    'medication',
  ],
  [
    'two values of one extension',
    'Patient-example',
    'extension',
    [{ url: 'http://a.example/b', valueString: 'c', valueCode: 'd' }],
    'value',
  ],
  ['a currency that is none', 'Invoice-example', 'totalNet.currency', 'EURO'],
  ['a currency of three letters that is none', 'Invoice-example', 'totalNet.currency', 'XYZ', 'XYZ'],
];
